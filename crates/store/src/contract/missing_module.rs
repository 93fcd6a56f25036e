//! Promises of [`crate::MissingModuleRepo`].

use chrono::{DateTime, Utc};
use model::{
    Crash, Dump, DumpId, MissingModule, MissingModuleQuery, SymbolId, SymbolKey, SymbolModule,
};

use super::fixture::{by, moment, new_blob, new_dump_at, new_file};
use crate::{
    By, LackingPlace, NewFile, NewMissingModule, NewReport, NewSymbol, Outcome, Requeued, Result,
    Store,
};

fn key(debug_file: &str) -> SymbolKey {
    SymbolKey {
        debug_file: debug_file.parse().expect("a name"),
        debug_id: "5A9832E5287241C1838ED98914E9B7FF1"
            .parse()
            .expect("an identifier"),
    }
}

fn missing(debug_file: &str) -> NewMissingModule {
    NewMissingModule {
        key: key(debug_file),
        code_file: None,
        code_id: None,
    }
}

fn report(missing_symbols: Vec<NewMissingModule>) -> Outcome {
    Outcome::Report(Box::new(NewReport {
        missing_symbols,
        ..NewReport::default()
    }))
}

/// Processes the next dump, which comes to `outcome`.
async fn process(store: &dyn Store, outcome: Outcome, at: DateTime<Utc>) -> Result<()> {
    let queue = store.processing();
    let dump = queue.claim().await?.expect("is queued");
    queue.finish(dump.id, dump.stored_name, outcome, at).await
}

/// Adds a dump of that second which lacks the symbols of these modules.
async fn lacking(store: &dyn Store, second: i64, modules: &[&str]) -> Result<Dump> {
    let dump = store.dumps().insert(new_dump_at(moment(second))).await?;
    let modules = modules.iter().map(|module| missing(module)).collect();
    process(store, report(modules), moment(second)).await?;
    Ok(dump)
}

async fn list(store: &dyn Store) -> Result<Vec<MissingModule>> {
    let query = MissingModuleQuery {
        limit: 100,
        after: None,
    };
    let page = store.missing_modules().list(&query).await?;
    assert_eq!(page.next, None);
    Ok(page.rows)
}

async fn counts(store: &dyn Store) -> Result<Vec<(String, u64)>> {
    let count = |module: &MissingModule| (module.debug_file.to_string(), module.dumps);
    Ok(list(store).await?.iter().map(count).collect())
}

fn expected(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    let owned = |(name, dumps): &(&str, u64)| ((*name).to_owned(), *dumps);
    counts.iter().map(owned).collect()
}

async fn insert_symbols(
    store: &dyn Store,
    debug_file: &str,
    second: i64,
    upstream: Option<&str>,
) -> Result<SymbolId> {
    let SymbolKey {
        debug_file,
        debug_id,
    } = key(debug_file);
    let new = NewSymbol {
        module: SymbolModule {
            debug_file,
            debug_id,
            os: "Linux".to_owned(),
            cpu: "x86_64".to_owned(),
            code_file: None,
            code_id: None,
        },
        blob: new_blob(),
        uploaded: By {
            at: moment(second),
            ..by()
        },
        upstream: upstream.map(str::to_owned),
    };
    let (symbol, _) = store.symbols().insert(new).await?;
    Ok(symbol.id)
}

pub(super) async fn what_most_dumps_lack_comes_first(store: &dyn Store) -> Result<()> {
    lacking(store, 1, &["app", "lib"]).await?;
    lacking(store, 2, &["lib"]).await?;
    // Named twice by one dump, it is lacking once.
    lacking(store, 3, &["lib", "libc.so.6", "libc.so.6"]).await?;
    let counted = expected(&[("lib", 3), ("libc.so.6", 1), ("app", 1)]);
    assert_eq!(counts(store).await?, counted);
    let modules = list(store).await?;
    let last_seen: Vec<_> = modules.iter().map(|module| module.last_seen_at).collect();
    assert_eq!(last_seen, [moment(3), moment(3), moment(1)]);
    let of_system: Vec<_> = modules
        .iter()
        .map(|module| module.is_system_library)
        .collect();
    assert_eq!(of_system, [false, true, false]);
    Ok(())
}

pub(super) async fn what_one_dump_says_of_a_module_is_kept(store: &dyn Store) -> Result<()> {
    lacking(store, 1, &["app"]).await?;
    store.dumps().insert(new_dump_at(moment(0))).await?;
    let told = NewMissingModule {
        code_file: Some("app.exe".to_owned()),
        code_id: Some("45D35F6C2d000".to_owned()),
        ..missing("app")
    };
    let outcome = Outcome::Report(Box::new(NewReport {
        crash: Crash {
            os: Some("Windows NT".to_owned()),
            cpu: Some("amd64".to_owned()),
            ..Crash::default()
        },
        missing_symbols: vec![told],
        ..NewReport::default()
    }));
    process(store, outcome, moment(2)).await?;
    lacking(store, 3, &["app"]).await?;
    let expected = MissingModule {
        debug_file: key("app").debug_file,
        debug_id: key("app").debug_id,
        os: Some("Windows NT".to_owned()),
        cpu: Some("amd64".to_owned()),
        code_file: Some("app.exe".to_owned()),
        code_id: Some("45D35F6C2d000".to_owned()),
        is_system_library: false,
        is_broken: false,
        dumps: 3,
        last_seen_at: moment(3),
    };
    assert_eq!(list(store).await?, [expected]);
    Ok(())
}

pub(super) async fn counts_follow_the_dumps(store: &dyn Store) -> Result<()> {
    let first = lacking(store, 1, &["app", "lib"]).await?;
    let second = lacking(store, 2, &["app", "lib"]).await?;
    let third = lacking(store, 3, &["lib"]).await?;
    store.dumps().delete(first.id).await?;
    assert_eq!(counts(store).await?, expected(&[("lib", 2), ("app", 1)]));
    // With symbols of one, and then broken.
    store.processing().queue(second.id).await?;
    process(store, report(vec![missing("lib")]), moment(4)).await?;
    assert_eq!(counts(store).await?, expected(&[("lib", 2)]));
    store.processing().queue(second.id).await?;
    process(store, Outcome::Failed("broken".to_owned()), moment(5)).await?;
    assert_eq!(counts(store).await?, expected(&[("lib", 1)]));
    // Other bytes.
    store
        .dumps()
        .update_file(third.id, new_file(), None, by())
        .await?;
    process(store, Outcome::Other("a log".to_owned()), moment(6)).await?;
    assert_eq!(counts(store).await?, []);
    // Other bytes that are not processed at all.
    store.processing().queue(third.id).await?;
    process(store, report(vec![missing("lib")]), moment(7)).await?;
    assert_eq!(counts(store).await?, expected(&[("lib", 1)]));
    let log = NewFile {
        other: Some("a log".to_owned()),
        ..new_file()
    };
    store.dumps().update_file(third.id, log, None, by()).await?;
    assert_eq!(counts(store).await?, []);
    Ok(())
}

pub(super) async fn modules_whose_symbols_came_are_left_out(store: &dyn Store) -> Result<()> {
    lacking(store, 1, &["app", "lib", "lost"]).await?;
    insert_symbols(store, "app", 2, None).await?;
    insert_symbols(store, "lost", 0, None).await?;
    let left = expected(&[("lib", 1), ("lost", 1)]);
    assert_eq!(counts(store).await?, left);
    // It was looked for since, and of no use: its bytes are gone, or broken.
    lacking(store, 3, &["app"]).await?;
    assert_eq!(counts(store).await?[0], ("app".to_owned(), 2));
    let broken = |module: &MissingModule| (module.debug_file.to_string(), module.is_broken);
    let broken: Vec<_> = list(store).await?.iter().map(broken).collect();
    let of = |name: &str, is_broken| (name.to_owned(), is_broken);
    assert_eq!(
        broken,
        [of("app", true), of("lib", false), of("lost", true)]
    );
    Ok(())
}

pub(super) async fn pages_follow_each_other_by_rank(store: &dyn Store) -> Result<()> {
    lacking(store, 1, &["a", "b", "c", "d", "e"]).await?;
    lacking(store, 2, &["b"]).await?;
    let mut query = MissingModuleQuery {
        limit: 2,
        after: None,
    };
    let mut names = Vec::new();
    loop {
        let page = store.missing_modules().list(&query).await?;
        assert!(page.rows.len() <= 2);
        names.extend(page.rows.iter().map(|row| row.debug_file.to_string()));
        let Some(next) = page.next else { break };
        query.after = next.parse().ok();
        assert!(query.after.is_some(), "{next}");
    }
    assert_eq!(names, ["b", "a", "c", "d", "e"]);
    Ok(())
}

pub(super) async fn servers_are_asked_once_for_each_module(store: &dyn Store) -> Result<()> {
    let modules = store.missing_modules();
    lacking(store, 1, &["app", "lib", "own", "kept"]).await?;
    lacking(store, 2, &["lib"]).await?;
    // Uploaded, and lost since; fetched, and not looked for since.
    insert_symbols(store, "own", 0, None).await?;
    insert_symbols(store, "kept", 9, Some("https://symbols.example.com/")).await?;
    let claim = |now, until| modules.claim(moment(now), moment(until));
    assert_eq!(claim(10, 20).await?, Some(key("lib")));
    assert_eq!(claim(10, 20).await?, Some(key("app")));
    assert_eq!(claim(10, 20).await?, None);
    modules.postpone(&key("lib"), moment(30)).await?;
    assert_eq!(claim(19, 40).await?, None);
    assert_eq!(claim(20, 40).await?, Some(key("app")));
    assert_eq!(claim(29, 40).await?, None);
    assert_eq!(claim(30, 40).await?, Some(key("lib")));
    modules.postpone(&key("unknown"), moment(50)).await?;
    Ok(())
}

pub(super) async fn a_module_is_asked_for_once_whatever_dumps_do(store: &dyn Store) -> Result<()> {
    let modules = store.missing_modules();
    let dump = lacking(store, 1, &["app"]).await?;
    let claimed = modules.claim(moment(1), moment(10)).await?;
    assert_eq!(claimed, Some(key("app")));
    store.dumps().delete(dump.id).await?;
    assert_eq!(counts(store).await?, []);
    lacking(store, 2, &["app"]).await?;
    assert_eq!(modules.claim(moment(9), moment(20)).await?, None);
    assert_eq!(modules.forget(moment(99)).await?, 0);
    let again = modules.claim(moment(10), moment(20)).await?;
    assert_eq!(again, Some(key("app")));

    let dump = lacking(store, 3, &["lib"]).await?;
    modules.claim(moment(10), moment(20)).await?;
    store.dumps().delete(dump.id).await?;
    assert_eq!(modules.forget(moment(19)).await?, 0);
    assert_eq!(modules.forget(moment(20)).await?, 1);
    Ok(())
}

pub(super) async fn other_servers_are_asked_anew(store: &dyn Store) -> Result<()> {
    let modules = store.missing_modules();
    modules.ask_of("one").await?;
    lacking(store, 1, &["app"]).await?;
    let claim = || modules.claim(moment(1), moment(10));
    assert_eq!(claim().await?, Some(key("app")));
    modules.ask_of("one").await?;
    assert_eq!(claim().await?, None);
    modules.ask_of("one two").await?;
    assert_eq!(claim().await?, Some(key("app")));
    Ok(())
}

pub(super) async fn dumps_that_lacked_symbols_are_queued_step_by_step(
    store: &dyn Store,
) -> Result<()> {
    for second in 1..=5 {
        lacking(store, second, &["app", "lib"]).await?;
    }
    lacking(store, 6, &["other"]).await?;
    insert_symbols(store, "nobody", 7, None).await?;
    insert_symbols(store, "app", 8, None).await?;
    let lib = insert_symbols(store, "lib", 9, None).await?;
    let queue = store.processing();
    let mut place = Some(LackingPlace::behind(SymbolId(0)));
    let mut steps = Vec::new();
    while let Some(from) = place {
        let step = queue.queue_lacking(from, 2).await?;
        steps.push(step.dumps);
        place = step.next;
    }
    // They are queued for the one file already when the other one is looked at.
    assert_eq!(steps.iter().sum::<u64>(), 5);
    assert!(steps.iter().all(|&dumps| dumps <= 2), "{steps:?}");
    assert_eq!(queue.length().await?.queued, 5);
    // What is queued for older symbols alone is left.
    let behind = LackingPlace::behind(lib);
    let nothing = Requeued {
        dumps: 0,
        next: None,
    };
    assert_eq!(queue.queue_lacking(behind, 2).await?, nothing);
    Ok(())
}

pub(super) async fn other_symbols_of_a_module_queue_what_was_read_before(
    store: &dyn Store,
) -> Result<()> {
    let queue = store.processing();
    store.dumps().insert(new_dump_at(moment(1))).await?;
    // With symbols of the one, and without what the others should hold.
    let read = |newest_symbols| {
        Outcome::Report(Box::new(NewReport {
            read_symbols: vec![key("app")],
            missing_symbols: vec![missing("lib"), missing("never")],
            newest_symbols,
            ..NewReport::default()
        }))
    };
    let mut newest = insert_symbols(store, "app", 2, None).await?;
    newest = newest.max(insert_symbols(store, "lib", 3, None).await?);
    process(store, read(newest), moment(4)).await?;
    assert_eq!(counts(store).await?, expected(&[("lib", 1), ("never", 1)]));
    let all = LackingPlace::behind(SymbolId(0));
    // It was read with what there is, so a start has nothing to do.
    assert_eq!(queue.queue_lacking(all, 9).await?.next, None);
    for debug_file in ["app", "lib"] {
        newest = insert_symbols(store, debug_file, 5, None).await?;
        let begun = queue.queue_lacking(all, 9).await?;
        let queued = queue.queue_lacking(begun.next.expect("there is one"), 9);
        assert_eq!(queued.await?.dumps, 1, "{debug_file}");
        process(store, read(newest), moment(6)).await?;
        assert_eq!(queue.queue_lacking(all, 9).await?.next, None);
    }
    // Read in vain, it is not tried again before there are others.
    newest = insert_symbols(store, "app", 6, None).await?;
    let begun = queue.queue_lacking(all, 9).await?;
    queue
        .queue_lacking(begun.next.expect("there is one"), 9)
        .await?;
    let kept = Outcome::Kept {
        note: "in vain".to_owned(),
        newest_symbols: newest,
    };
    process(store, kept, moment(6)).await?;
    assert_eq!(queue.queue_lacking(all, 9).await?.next, None);
    // A fetched file may be the one that was there before.
    let server = Some("https://symbols.example.com/");
    let fetched = LackingPlace {
        symbols: insert_symbols(store, "app", 7, server).await?,
        dump: DumpId(i64::MAX),
    };
    assert_eq!(queue.queue_lacking(all, 9).await?.next, None);
    assert_eq!(queue.queue_lacking(fetched, 9).await?.dumps, 0);
    insert_symbols(store, "never", 7, server).await?;
    assert_ne!(queue.queue_lacking(all, 9).await?.next, None);
    Ok(())
}
