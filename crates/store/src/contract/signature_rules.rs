//! Promises of [`crate::SignatureRulesRepo`].

use model::{Actor, DumpFilter, DumpId, NewState, SignatureChange, SignaturePatterns};

use super::fixture::{by, list as list_dumps, moment};
use super::signature::{Crashed, crashed, get, insert, process, recount, report};
use crate::{
    By, GroupedCrash, KeptPatterns, Outcome, RegroupedCrash, Resolution, Result, RulesVersion,
    Store,
};

const NEWEST: RulesVersion = RulesVersion {
    built_in: 0,
    staff: 1,
};

fn patterns(pattern: &str) -> SignaturePatterns {
    SignaturePatterns {
        ignore: vec!["# why".to_owned(), pattern.to_owned()],
        ..SignaturePatterns::default()
    }
}

fn regrouped(before: GroupedCrash, signature: &str) -> RegroupedCrash {
    RegroupedCrash {
        before,
        signature: signature.to_owned(),
        disproves: None,
    }
}

async fn outdated(store: &dyn Store) -> Result<Vec<GroupedCrash>> {
    store.signature_rules().list_outdated(NEWEST, 100).await
}

fn ids(crashes: &[GroupedCrash]) -> Vec<i64> {
    crashes.iter().map(|crash| crash.dump.0).collect()
}

pub(super) async fn every_version_of_the_patterns_is_kept(store: &dyn Store) -> Result<()> {
    let rows = store.signature_rules();
    assert_eq!(rows.get(None).await?, KeptPatterns::default());
    assert_eq!(rows.get(Some(0)).await?, KeptPatterns::default());
    let first = rows.insert(patterns("a"), by()).await?;
    let expected = KeptPatterns {
        version: 1,
        patterns: patterns("a"),
        changed: Some(by()),
    };
    assert_eq!(first, expected);
    let client = By {
        actor: Actor::Client("bot".to_owned()),
        at: moment(5),
    };
    let second = rows.insert(patterns("b"), client).await?;
    assert_eq!(second.version, 2);
    assert_eq!(rows.get(None).await?, second);
    assert_eq!(rows.get(Some(1)).await?, first);
    assert_eq!(rows.get(Some(9)).await?, KeptPatterns::default());
    Ok(())
}

pub(super) async fn the_rules_in_force_are_those_that_were_put(store: &dyn Store) -> Result<()> {
    let rows = store.signature_rules();
    let first = RulesVersion {
        built_in: 1,
        staff: 0,
    };
    assert_eq!(rows.in_force().await?, first);
    let other = RulesVersion {
        built_in: 2,
        staff: 7,
    };
    rows.put_in_force(other).await?;
    assert_eq!(rows.in_force().await?, other);
    Ok(())
}

pub(super) async fn outdated_crashes_are_listed_the_newest_first(store: &dyn Store) -> Result<()> {
    let mut dumps = Vec::new();
    for signature in ["a", "a", "b", "c"] {
        dumps.push(insert(store, &crashed(signature)).await?);
    }
    let rows = store.signature_rules();
    assert_eq!(rows.count_outdated(RulesVersion::default()).await?, 0);
    assert_eq!(rows.count_outdated(NEWEST).await?, 4);
    let all = outdated(store).await?;
    assert_eq!(ids(&all), [4, 3, 2, 1]);
    assert_eq!(all[0].signature, "c");
    assert_eq!(all[0].proto_signature, "proto of c");
    assert_eq!(all[0].rules, RulesVersion::default());
    assert_eq!(all[0].reported_at, Some(moment(1000)));
    assert_eq!(ids(&rows.list_outdated(NEWEST, 2).await?), [4, 3]);
    // By rules in between, they come before those that are older still.
    let mut between = report("a", "app");
    between.rules.built_in = 1;
    process(store, &dumps[0], Outcome::Report(Box::new(between))).await?;
    assert_eq!(ids(&outdated(store).await?), [1]);
    let mut newest = report("a", "app");
    newest.rules = NEWEST;
    process(store, &dumps[0], Outcome::Report(Box::new(newest))).await?;
    assert_eq!(ids(&outdated(store).await?), [4, 3, 2]);
    assert_eq!(rows.count_outdated(NEWEST).await?, 3);
    store.dumps().delete(dumps[3].id).await?;
    process(store, &dumps[2], Outcome::Failed("no".to_owned())).await?;
    assert_eq!(rows.count_outdated(NEWEST).await?, 1);
    assert_eq!(ids(&outdated(store).await?), [2]);
    Ok(())
}

pub(super) async fn all_crashes_are_listed_in_pages(store: &dyn Store) -> Result<()> {
    for signature in ["a", "b", "a"] {
        insert(store, &crashed(signature)).await?;
    }
    let rows = store.signature_rules();
    let first = rows.list_crashes(DumpId(0), 2).await?;
    assert_eq!(ids(&first), [1, 2]);
    let last = rows.list_crashes(DumpId(2), 2).await?;
    assert_eq!(ids(&last), [3]);
    assert_eq!(
        (last[0].signature_id, last[0].signature.as_str()),
        (first[0].signature_id, "a")
    );
    assert_eq!(rows.list_crashes(DumpId(3), 2).await?, []);
    Ok(())
}

pub(super) async fn a_crash_goes_over_to_its_new_group(store: &dyn Store) -> Result<()> {
    let crash = Crashed {
        at: moment(-50),
        label: "x",
        ..crashed("a")
    };
    insert(store, &crash).await?;
    insert(store, &crashed("a")).await?;
    insert(store, &crashed("b")).await?;
    let crashes: Vec<_> = outdated(store)
        .await?
        .into_iter()
        .map(|crash| match crash.dump.0 {
            1 => regrouped(crash, "new"),
            _ => regrouped(crash, "a"),
        })
        .collect();
    let rows = store.signature_rules();
    rows.regroup(crashes, NEWEST, moment(2000)).await?;
    recount(store).await?;
    assert_eq!(rows.count_outdated(NEWEST).await?, 0);
    assert_eq!(get(store, "b").await?, None);
    let group = get(store, "a").await?.expect("is there");
    assert_eq!(group.summary.crashes, 2);
    let new = get(store, "new").await?.expect("is there");
    assert_eq!(
        (new.summary.first_seen, new.summary.last_seen),
        (moment(-50), moment(-50))
    );
    let processing = store.processing().get(DumpId(3)).await?.expect("is there");
    assert_eq!(processing.crash.signature.as_deref(), Some("a"));
    Ok(())
}

pub(super) async fn a_crash_that_has_changed_meanwhile_stays(store: &dyn Store) -> Result<()> {
    let dump = insert(store, &crashed("a")).await?;
    let deleted = insert(store, &crashed("b")).await?;
    let seen = outdated(store).await?;
    // Another report, by the same rules and with the same signature.
    store.processing().queue(dump.id).await?;
    let claimed = store.processing().claim().await?.expect("is queued");
    let outcome = Outcome::Report(Box::new(report("a", "app")));
    store
        .processing()
        .finish(dump.id, claimed.stored_name, outcome, moment(1001))
        .await?;
    store.dumps().delete(deleted.id).await?;
    let crashes = seen.into_iter().map(|crash| regrouped(crash, "new"));
    let rows = store.signature_rules();
    rows.regroup(crashes.collect(), NEWEST, moment(2000))
        .await?;
    assert_eq!(ids(&outdated(store).await?), [dump.id.0]);
    assert_eq!(get(store, "new").await?, None);
    recount(store).await
}

pub(super) async fn a_crash_that_goes_over_may_open_a_group(store: &dyn Store) -> Result<()> {
    insert(store, &crashed("a")).await?;
    insert(store, &crashed("b")).await?;
    let id = get(store, "b").await?.expect("is there").summary.id;
    let resolved = SignatureChange {
        state: Some(NewState::Resolved { in_version: None }),
        ..SignatureChange::default()
    };
    store.signatures().update(id, resolved, by()).await?;
    let resolution = Resolution {
        id,
        resolved_in: None,
        at: by().at,
    };
    let mut crashes = outdated(store).await?;
    let crash = RegroupedCrash {
        disproves: Some(resolution),
        ..regrouped(crashes.remove(1), "b")
    };
    let rows = store.signature_rules();
    rows.regroup(vec![crash], NEWEST, moment(2000)).await?;
    let group = get(store, "b").await?.expect("is there").summary;
    assert_eq!(group.regressed_in.as_deref(), Some("1.0"));
    assert_eq!(group.state_changed_at, Some(moment(2000)));
    Ok(())
}

pub(super) async fn a_signature_gets_another_text_that_is_free(store: &dyn Store) -> Result<()> {
    insert(store, &crashed("a")).await?;
    insert(store, &crashed("b")).await?;
    let id = async |signature| {
        let group = get(store, signature).await?;
        Result::<_>::Ok(group.expect("is there").summary.id)
    };
    let (a, b) = (id("a").await?, id("b").await?);
    let texts = [(a, "b"), (b, "c"), (a, "d")].map(|(id, text)| (id, text.to_owned()));
    let renamed = store.signature_rules().rename(texts.into()).await?;
    assert_eq!(renamed, 2);
    assert_eq!((id("d").await?, id("c").await?), (a, b));
    assert_eq!(store.signatures().find("a").await?, None);
    assert_eq!(list_dumps(store, DumpFilter::default()).await?.len(), 2);
    recount(store).await
}
