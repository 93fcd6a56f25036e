//! Renaming and merging labels.

use service::{Error, Member, OnTaken, Result};

use crate::support::{TestService, label};

#[tokio::test]
async fn a_renamed_label_takes_its_dumps_along() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for label in ["old", "other", "old"] {
        upload(&service, &member, label).await?;
    }
    assert_eq!(rename(&service, &member, "old", " new ").await?, 2);
    let labels = service.labels.list(&member, "", 10).await?;
    let labels: Vec<_> = labels
        .iter()
        .map(|label| (label.label.as_str(), label.amount.dumps))
        .collect();
    assert_eq!(labels, [("new", 2), ("other", 1)]);
    Ok(())
}

#[tokio::test]
async fn labels_become_one_only_when_asked_to() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for label in ["a", "b", "b"] {
        upload(&service, &member, label).await?;
    }
    let refused = rename(&service, &member, "a", "b").await;
    let Err(Error::Invalid(errors)) = refused else {
        panic!("{refused:?}");
    };
    assert!(errors.field("label")[0].contains("2 dumps"), "{errors:?}");
    let merged = service
        .labels
        .rename(&member, "a", label("b"), OnTaken::Merge)
        .await?;
    assert_eq!(merged, 1);
    assert_eq!(service.labels.get(&member, "b").await?.amount.dumps, 3);
    Ok(())
}

#[tokio::test]
async fn names_that_are_none_are_refused() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    upload(&service, &member, "a").await?;
    for to in ["", " ", "a"] {
        let refused = rename(&service, &member, "a", to).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_label_that_no_dump_carries_is_not_found() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    upload(&service, &member, "").await?;
    for from in ["a", ""] {
        let refused = rename(&service, &member, from, "b").await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }
    Ok(())
}

async fn upload(service: &TestService, member: &Member, text: &str) -> Result<()> {
    let dump = service.upload(b"MDMP").await?;
    let label = Some(label(text));
    service.dumps.update(member, dump.id, None, label).await?;
    Ok(())
}

async fn rename(service: &TestService, member: &Member, from: &str, to: &str) -> Result<u64> {
    let labels = &service.labels;
    labels
        .rename(member, from, label(to), OnTaken::Refuse)
        .await
}
