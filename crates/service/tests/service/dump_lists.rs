//! What stands beside a dump, what is new, and changes of many at once.

use model::{DumpFilter, DumpId, DumpOrdering, Neighbours, Sha256};
use service::{Error, MAX_AT_ONCE, Member, Result};

use crate::support::{TestService, label};

#[tokio::test]
async fn neighbours_are_those_of_the_list() -> Result<()> {
    let (service, member) = service_with(&["a", "b", "a", "a"]).await?;
    let beside = async |id, filter: &DumpFilter, ordering| {
        let dumps = &service.dumps;
        let found = dumps.neighbours(&member, DumpId(id), filter, ordering);
        let Neighbours { previous, next } = found.await?;
        Result::<_>::Ok((previous.map(|id| id.0), next.map(|id| id.0)))
    };
    let all = DumpFilter::default();
    let newest_first = DumpOrdering::IdDescending;
    assert_eq!(beside(4, &all, newest_first).await?, (None, Some(3)));
    assert_eq!(beside(2, &all, newest_first).await?, (Some(3), Some(1)));
    assert_eq!(beside(1, &all, newest_first).await?, (Some(2), None));
    let of_a = DumpFilter {
        label: Some("a".to_owned()),
        ..DumpFilter::default()
    };
    assert_eq!(beside(3, &of_a, newest_first).await?, (Some(4), Some(1)));
    // One that the list does not hold has a place in it all the same.
    assert_eq!(beside(2, &of_a, newest_first).await?, (Some(3), Some(1)));
    let by_label = DumpOrdering::Label;
    assert_eq!(beside(2, &all, by_label).await?, (Some(4), None));
    let missing = beside(9, &all, by_label).await;
    assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
    Ok(())
}

#[tokio::test]
async fn new_dumps_are_counted_in_their_list() -> Result<()> {
    let (service, member) = service_with(&["a", "b", "a", "a"]).await?;
    let dumps = &service.dumps;
    assert_eq!(dumps.newest(&member).await?, DumpId(4));
    let all = DumpFilter::default();
    let newer = dumps.count_newer(&member, all, DumpId(1)).await?;
    assert_eq!(newer, Some(3));
    let of_b = DumpFilter {
        label: Some("b".to_owned()),
        ..DumpFilter::default()
    };
    let newer = dumps.count_newer(&member, of_b, DumpId(2)).await?;
    assert_eq!(newer, Some(0));
    Ok(())
}

#[tokio::test]
async fn bytes_that_are_there_are_found_by_size_and_sha256() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"MDMP").await?;
    let dumps = &service.dumps;
    assert!(dumps.has_size(&member, 4).await?);
    assert!(!dumps.has_size(&member, 5).await?);
    let found = dumps.find_by_sha256(&member, dump.sha256).await?;
    assert_eq!(found, Some(dump));
    let found = dumps.find_by_sha256(&member, Sha256([0; 32])).await?;
    assert_eq!(found, None);
    Ok(())
}

#[tokio::test]
async fn every_upload_is_announced() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let mut arrivals = service.dumps.arrivals(&member);
    assert!(!arrivals.has_changed().expect("the service lives"));
    let dump = service.upload(b"MDMP").await?;
    assert!(arrivals.has_changed().expect("the service lives"));
    assert_eq!(*arrivals.borrow_and_update(), dump.id);
    Ok(())
}

#[tokio::test]
async fn many_are_labelled_and_deleted_at_once() -> Result<()> {
    let (service, member) = service_with(&["a"; 40]).await?;
    let ids: Vec<_> = (1..=30).chain([77]).map(DumpId).collect();
    let labelled = service.dumps.label_all(&member, &ids, &label("b")).await?;
    assert_eq!(
        (labelled.done, labelled.missing, labelled.failed),
        (30, 1, 0)
    );
    let labels = service.labels.list(&member, "", 10).await?;
    assert_eq!(labels[0].amount.dumps, 30);
    let deleted = service.dumps.delete_all(&member, &ids).await?;
    assert_eq!((deleted.done, deleted.missing, deleted.failed), (30, 1, 0));
    assert_eq!(service.rows().await.len(), 10);
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn too_many_at_once_are_refused() -> Result<()> {
    let (service, member) = service_with(&["a"]).await?;
    let ids: Vec<_> = (1..).take(MAX_AT_ONCE + 1).map(DumpId).collect();
    let refused = service.dumps.delete_all(&member, &ids).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(service.rows().await.len(), 1);
    Ok(())
}

async fn service_with(labels: &[&str]) -> Result<(TestService, Member)> {
    let service = TestService::new().await;
    let member = service.member().await;
    for text in labels {
        let dump = service.upload(b"MDMP").await?;
        let label = Some(label(text));
        service.dumps.update(&member, dump.id, None, label).await?;
    }
    Ok((service, member))
}
