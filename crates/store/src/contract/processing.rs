//! Promises of [`crate::ProcessingRepo`].

use futures::future::try_join_all;
use model::{
    Crash, Dump, DumpFilter, DumpId, Processing, ProcessingState, SignatureId, SignatureKey,
    SymbolId,
};

use super::fixture::{by, list, moment, new_dump, new_file};
use crate::{NewDump, NewFile, NewReport, Outcome, QueueLength, Result, Store};

fn report() -> NewReport {
    NewReport {
        crash: Crash {
            signature: Some("abort | parse".to_owned()),
            reason: Some("SIGABRT".to_owned()),
            address: Some("0x0".to_owned()),
            module: Some("app".to_owned()),
            function: Some("parse".to_owned()),
            os: Some("Linux".to_owned()),
            cpu: Some("amd64".to_owned()),
        },
        proto_signature: "{}".to_owned(),
        json: vec![0, 0xff],
        text: vec![1, 0xff],
        ..NewReport::default()
    }
}

async fn processing(store: &dyn Store, id: DumpId) -> Result<Processing> {
    let processing = store.processing().get(id).await?;
    Ok(processing.expect("every dump has it"))
}

pub(super) async fn every_dump_is_claimed_once_the_newest_first(store: &dyn Store) -> Result<()> {
    let first = store.dumps().insert(new_dump()).await?;
    let second = store.dumps().insert(new_dump()).await?;
    assert_eq!(
        processing(store, first.id).await?.state,
        ProcessingState::Queued
    );
    let expected = QueueLength {
        queued: 2,
        running: 0,
    };
    assert_eq!(store.processing().length().await?, expected);
    assert_eq!(store.processing().claim().await?, Some(second.clone()));
    assert_eq!(store.processing().claim().await?, Some(first));
    assert_eq!(store.processing().claim().await?, None);
    assert_eq!(
        processing(store, second.id).await?.state,
        ProcessingState::Running
    );
    let expected = QueueLength {
        queued: 0,
        running: 2,
    };
    assert_eq!(store.processing().length().await?, expected);
    assert_eq!(store.processing().get(DumpId(99)).await?, None);
    Ok(())
}

pub(super) async fn of_concurrent_claims_each_gets_another(store: &dyn Store) -> Result<()> {
    for _ in 0..20 {
        store.dumps().insert(new_dump()).await?;
    }
    let claims = (0..30).map(|_| store.processing().claim());
    let mut claimed: Vec<DumpId> = try_join_all(claims)
        .await?
        .into_iter()
        .flatten()
        .map(|dump| dump.id)
        .collect();
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), 20);
    Ok(())
}

pub(super) async fn what_is_nothing_to_process_is_not_queued(store: &dyn Store) -> Result<()> {
    let expected = Processing {
        state: ProcessingState::Other,
        ended_at: Some(by().at),
        note: Some("a log".to_owned()),
        crash: Crash::default(),
    };
    let other = expected.note.clone();
    let log = NewDump {
        other: other.clone(),
        ..new_dump()
    };
    let log = store.dumps().insert(log).await?;
    assert_eq!(processing(store, log.id).await?, expected);

    let replaced = store.dumps().insert(new_dump()).await?;
    let file = NewFile {
        other,
        ..new_file()
    };
    let rows = store.dumps();
    rows.update_file(replaced.id, file, None, by()).await?;
    assert_eq!(processing(store, replaced.id).await?, expected);
    assert_eq!(store.processing().claim().await?, None);

    rows.update_file(log.id, new_file(), None, by()).await?;
    let claimed = store.processing().claim().await?;
    assert_eq!(claimed.map(|dump| dump.id), Some(log.id));
    Ok(())
}

pub(super) async fn a_report_is_kept_with_its_columns(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    store.processing().claim().await?;
    assert_eq!(store.processing().get_report(dump.id).await?, None);
    assert_eq!(store.processing().get_report_text(dump.id).await?, None);
    let outcome = Outcome::Report(Box::new(report()));
    let finish = |outcome, at| {
        store
            .processing()
            .finish(dump.id, dump.stored_name, outcome, at)
    };
    finish(outcome, moment(1)).await?;
    let expected = Processing {
        state: ProcessingState::Done,
        ended_at: Some(moment(1)),
        note: None,
        crash: report().crash,
    };
    assert_eq!(processing(store, dump.id).await?, expected);
    let json = store.processing().get_report(dump.id).await?;
    assert_eq!(json, Some(report().json));
    let text = store.processing().get_report_text(dump.id).await?;
    assert_eq!(text, Some(report().text));
    // What was not claimed is not finished.
    finish(Outcome::Failed("again".to_owned()), moment(2)).await?;
    assert_eq!(processing(store, dump.id).await?, expected);

    assert!(store.processing().queue(dump.id).await?);
    let queued = processing(store, dump.id).await?;
    assert_eq!(
        (queued.state, queued.crash),
        (ProcessingState::Queued, report().crash)
    );
    store.processing().claim().await?;
    let kept = Outcome::Kept {
        note: "in vain".to_owned(),
        newest_symbols: SymbolId(7),
    };
    finish(kept, moment(2)).await?;
    let expected = Processing {
        ended_at: Some(moment(2)),
        note: Some("in vain".to_owned()),
        ..expected
    };
    assert_eq!(processing(store, dump.id).await?, expected);
    let json = store.processing().get_report(dump.id).await?;
    assert_eq!(json, Some(report().json));

    store.processing().queue(dump.id).await?;
    store.processing().claim().await?;
    finish(Outcome::Failed("too long".to_owned()), moment(3)).await?;
    let failed = processing(store, dump.id).await?;
    assert_eq!(failed.note.as_deref(), Some("too long"));
    assert_eq!(failed.crash, Crash::default());
    assert_eq!(store.processing().get_report(dump.id).await?, None);
    assert!(!store.processing().queue(DumpId(99)).await?);
    Ok(())
}

pub(super) async fn new_bytes_are_processed_anew(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    store.processing().claim().await?;
    store
        .dumps()
        .update_file(dump.id, new_file(), None, by())
        .await?;
    // Of the bytes before.
    let outcome = Outcome::Report(Box::new(report()));
    let finish = |name, outcome| store.processing().finish(dump.id, name, outcome, moment(1));
    finish(dump.stored_name, outcome.clone()).await?;
    assert_eq!(
        processing(store, dump.id).await?.state,
        ProcessingState::Queued
    );
    let claimed = store.processing().claim().await?.expect("is queued");
    assert_ne!(claimed.stored_name, dump.stored_name);
    finish(dump.stored_name, outcome.clone()).await?;
    assert_eq!(
        processing(store, dump.id).await?.state,
        ProcessingState::Running
    );
    finish(claimed.stored_name, outcome).await?;
    store
        .dumps()
        .update_file(dump.id, new_file(), None, by())
        .await?;
    assert_eq!(store.processing().get_report(dump.id).await?, None);
    let renewed = processing(store, dump.id).await?;
    assert_eq!(
        (renewed.state, renewed.crash),
        (ProcessingState::Queued, Crash::default())
    );
    Ok(())
}

pub(super) async fn what_was_begun_is_put_back_a_few_times(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    for (attempt, state) in [
        (1, ProcessingState::Queued),
        (2, ProcessingState::Queued),
        (3, ProcessingState::Failed),
    ] {
        store.processing().claim().await?;
        let reason = format!("attempt {attempt}");
        store
            .processing()
            .put_back(dump.id, 3, reason, moment(attempt))
            .await?;
        assert_eq!(processing(store, dump.id).await?.state, state);
    }
    let failed = processing(store, dump.id).await?;
    assert_eq!(failed.note.as_deref(), Some("attempt 3"));
    assert_eq!(failed.ended_at, Some(moment(3)));
    assert!(store.processing().queue(dump.id).await?);
    store.processing().claim().await?;
    assert_eq!(store.processing().put_all_back().await?, 1);
    assert_eq!(
        processing(store, dump.id).await?.state,
        ProcessingState::Queued
    );
    Ok(())
}

pub(super) async fn reports_go_with_their_dump(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    store.processing().claim().await?;
    let outcome = Outcome::Report(Box::new(report()));
    store
        .processing()
        .finish(dump.id, dump.stored_name, outcome, moment(1))
        .await?;
    store.dumps().delete(dump.id).await?;
    assert_eq!(store.processing().get(dump.id).await?, None);
    assert_eq!(store.processing().get_report(dump.id).await?, None);
    Ok(())
}

/// A dump whose crash has that signature and is in that module.
async fn crashed(store: &dyn Store, signature: &str, module: &str) -> Result<Dump> {
    let dump = store.dumps().insert(new_dump()).await?;
    store.processing().claim().await?.expect("is queued");
    let report = NewReport {
        crash: Crash {
            signature: Some(signature.to_owned()),
            module: Some(module.to_owned()),
            ..report().crash
        },
        ..report()
    };
    let outcome = Outcome::Report(Box::new(report));
    let finished = store
        .processing()
        .finish(dump.id, dump.stored_name, outcome, moment(1));
    finished.await?;
    Ok(dump)
}

pub(super) async fn dumps_are_told_with_their_groups(store: &dyn Store) -> Result<()> {
    let first = crashed(store, "abort | parse", "app").await?.id;
    let second = crashed(store, "abort | parse", "app").await?.id;
    let other = crashed(store, "grow", "app").await?.id;
    let unread = store.dumps().insert(new_dump()).await?.id;
    let dumps = [first, other, unread, DumpId(99)];
    let mut told = store.processing().list_signatures(&dumps).await?;
    told.sort_unstable();
    let find = async |signature| store.signatures().find(signature).await;
    let parse = find("abort | parse").await?.expect("is a group");
    let grow = find("grow").await?.expect("is a group");
    let expected = [
        (first, parse, "abort | parse".to_owned()),
        (other, grow, "grow".to_owned()),
    ];
    assert_eq!(told, expected);
    let told = store.processing().list_signatures(&[second]).await?;
    assert_eq!(told, [(second, parse, "abort | parse".to_owned())]);
    assert_eq!(store.processing().list_signatures(&[]).await?, []);
    Ok(())
}

pub(super) async fn dumps_are_found_by_the_module_of_their_crash(store: &dyn Store) -> Result<()> {
    let mine = crashed(store, "abort | parse", "app").await?;
    let library = crashed(store, "abort | parse", "library").await?;
    let other = crashed(store, "grow", "app").await?;
    let parse = store.signatures().find("abort | parse").await?;
    let of = |signature: Option<SignatureId>, module: Option<&str>| {
        let filter = DumpFilter {
            signature: signature.map(SignatureKey::Id),
            module: module.map(str::to_owned),
            ..DumpFilter::default()
        };
        list(store, filter)
    };
    assert_eq!(of(None, Some("app")).await?, [mine.clone(), other]);
    assert_eq!(of(parse, Some("app")).await?, std::slice::from_ref(&mine));
    assert_eq!(of(parse, None).await?, [mine, library]);
    assert_eq!(of(parse, Some("App")).await?, []);
    Ok(())
}
