//! Promises of [`crate::SignatureRepo`].

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use model::{
    Actor, Crash, DayOfCrashes, Dump, DumpFilter, DumpId, NewState, Origin, Origins, Share,
    SignatureChange, SignatureCursor, SignatureDetails, SignatureFilter, SignatureId, SignatureKey,
    SignatureOrdering, SignatureState, SignatureSummary,
};
use uuid::Uuid;

use super::fixture::{by, list as list_dumps, moment, new_dump_at, new_file};
use crate::{
    By, NewDump, NewReport, NewSubmission, Outcome, Resolution, Result, SignatureExtent, Store,
    Submitted,
};

/// A crash to be grouped.
#[derive(Clone, Debug)]
pub(super) struct Crashed {
    pub(super) signature: &'static str,
    pub(super) module: &'static str,
    pub(super) label: &'static str,
    pub(super) version: Option<&'static str>,
    pub(super) platform: Option<&'static str>,
    pub(super) at: DateTime<Utc>,
}

pub(super) fn crashed(signature: &'static str) -> Crashed {
    Crashed {
        signature,
        module: "app",
        label: "",
        version: Some("1.0"),
        platform: Some("linux"),
        at: moment(0),
    }
}

pub(super) fn report(signature: &str, module: &str) -> NewReport {
    NewReport {
        crash: Crash {
            signature: Some(signature.to_owned()),
            module: Some(module.to_owned()),
            ..Crash::default()
        },
        proto_signature: format!("proto of {signature}"),
        json: vec![1],
        text: vec![2],
        ..NewReport::default()
    }
}

/// Adds a dump and the report of its crash.
pub(super) async fn insert(store: &dyn Store, crash: &Crashed) -> Result<Dump> {
    let dump = NewDump {
        label: crash.label.to_owned(),
        ..new_dump_at(crash.at)
    };
    let text = |text: &str| text.to_owned();
    let submission = NewSubmission {
        report_id: Uuid::new_v4(),
        origin: Origin {
            product: Some(text("Paint")),
            version: crash.version.map(text),
            platform: crash.platform.map(text),
            ..Origin::default()
        },
        annotations: BTreeMap::new(),
        attachments: Vec::new(),
        repeats_since: moment(0),
    };
    let Submitted::New(dump) = store.submissions().insert(dump, submission).await? else {
        panic!("it came before");
    };
    let report = report(crash.signature, crash.module);
    process(store, &dump, Outcome::Report(Box::new(report))).await?;
    Ok(dump)
}

/// Processes a dump (again), at `moment(1000)`.
pub(super) async fn process(store: &dyn Store, dump: &Dump, outcome: Outcome) -> Result<()> {
    store.processing().queue(dump.id).await?;
    while let Some(claimed) = store.processing().claim().await? {
        if claimed.id == dump.id {
            let name = claimed.stored_name;
            let finish = store
                .processing()
                .finish(dump.id, name, outcome, moment(1000));
            return finish.await;
        }
    }
    panic!("it was queued");
}

fn today() -> NaiveDate {
    moment(0).date_naive()
}

fn extent() -> SignatureExtent {
    SignatureExtent {
        today: today(),
        trend_days: 3,
        shares: 10,
    }
}

pub(super) async fn list(
    store: &dyn Store,
    filter: SignatureFilter,
    ordering: SignatureOrdering,
) -> Result<Vec<SignatureSummary>> {
    let page = store
        .signatures()
        .list(&filter, ordering, 1000, None, extent())
        .await?;
    assert_eq!(page.next, None);
    Ok(page.rows)
}

async fn texts(store: &dyn Store, filter: SignatureFilter) -> Result<Vec<String>> {
    let rows = list(store, filter, SignatureOrdering::Signature).await?;
    Ok(rows.into_iter().map(|row| row.signature).collect())
}

pub(super) async fn get(store: &dyn Store, signature: &str) -> Result<Option<SignatureDetails>> {
    match store.signatures().find(signature).await? {
        Some(id) => {
            store
                .signatures()
                .get(id, extent(), today() - Days::new(89))
                .await
        }
        None => Ok(None),
    }
}

async fn require(store: &dyn Store, signature: &str) -> Result<SignatureDetails> {
    Ok(get(store, signature).await?.expect("is there"))
}

fn share(value: Option<&str>, crashes: u64) -> Share {
    Share {
        value: value.map(str::to_owned),
        crashes,
    }
}

fn state(state: NewState) -> SignatureChange {
    SignatureChange {
        state: Some(state),
        ..SignatureChange::default()
    }
}

fn resolved(version: Option<&str>) -> SignatureChange {
    state(NewState::Resolved {
        in_version: version.map(str::to_owned),
    })
}

/// A dump of a group, as it is known.
type Counted = (Dump, Origin, Crash);

/// What lists and groups say must be what counting all dumps comes to.
pub(super) async fn recount(store: &dyn Store) -> Result<()> {
    let mut groups: BTreeMap<String, Vec<Counted>> = BTreeMap::new();
    let mut origins: [BTreeMap<String, u64>; 3] = Default::default();
    for dump in list_dumps(store, DumpFilter::default()).await? {
        let processing = store.processing().get(dump.id).await?;
        let crash = processing.expect("every dump has it").crash;
        let origin = store.submissions().get(dump.id).await?;
        let origin = origin
            .map(|submission| submission.origin)
            .unwrap_or_default();
        if let Some(signature) = crash.signature.clone() {
            for (counts, value) in
                origins
                    .iter_mut()
                    .zip([&origin.product, &origin.version, &origin.platform])
            {
                if let Some(value) = value {
                    *counts.entry(value.clone()).or_default() += 1;
                }
            }
            groups
                .entry(signature)
                .or_default()
                .push((dump, origin, crash));
        }
    }
    let listed = texts(store, SignatureFilter::default()).await?;
    assert_eq!(listed, groups.keys().cloned().collect::<Vec<_>>());
    for (signature, crashes) in groups {
        let group = require(store, &signature).await?;
        assert_eq!(group.summary.crashes, crashes.len() as u64);
        let first = crashes.iter().map(|(dump, ..)| dump.time).min();
        assert!(group.summary.first_seen <= first.expect("one"));
        let last = crashes.iter().map(|(dump, ..)| dump.time).max();
        assert!(group.summary.last_seen >= last.expect("one"));
        let spread = |value: &dyn Fn(&Counted) -> Option<String>| shares(crashes.iter().map(value));
        assert_eq!(group.products, spread(&|crash| crash.1.product.clone()));
        let versions = spread(&|crash| crash.1.version.clone());
        assert_eq!(group.summary.versions, versions);
        let platforms = spread(&|crash| crash.1.platform.clone());
        assert_eq!(group.summary.platforms, platforms);
        assert_eq!(group.modules, spread(&|crash| crash.2.module.clone()));
        assert_eq!(group.labels, spread(&|crash| Some(crash.0.label.clone())));
        let mut days: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for (dump, ..) in &crashes {
            *days.entry(dump.time.date_naive()).or_default() += 1;
        }
        let days: Vec<_> = days
            .into_iter()
            .map(|(day, crashes)| DayOfCrashes { day, crashes })
            .collect();
        assert_eq!(group.days, days);
        let filter = DumpFilter {
            signature: Some(group.summary.id.into()),
            ..DumpFilter::default()
        };
        let dumps: Vec<_> = crashes.into_iter().map(|(dump, ..)| dump).collect();
        assert_eq!(list_dumps(store, filter).await?, dumps);
    }
    let [products, versions, platforms] = origins.map(most_frequent);
    let expected = Origins {
        products,
        versions,
        platforms,
    };
    assert_eq!(store.signatures().origins(100).await?, expected);
    Ok(())
}

fn shares(values: impl Iterator<Item = Option<String>>) -> Vec<Share> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value.unwrap_or_default()).or_default() += 1;
    }
    let mut shares: Vec<_> = counts.into_iter().collect();
    shares.sort_by_key(|(_, crashes)| std::cmp::Reverse(*crashes));
    let share = |(value, crashes): (String, u64)| {
        let value = (!value.is_empty()).then_some(value);
        Share { value, crashes }
    };
    shares.into_iter().map(share).collect()
}

fn most_frequent(counts: BTreeMap<String, u64>) -> Vec<String> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, crashes)| std::cmp::Reverse(*crashes));
    counts.into_iter().map(|(value, _)| value).collect()
}

pub(super) async fn crashes_with_one_signature_are_a_group(store: &dyn Store) -> Result<()> {
    assert_eq!(
        list(
            store,
            SignatureFilter::default(),
            SignatureOrdering::Crashes
        )
        .await?,
        []
    );
    insert(store, &crashed("parse")).await?;
    let later = Crashed {
        version: None,
        label: "v2",
        module: "lib",
        at: moment(0) + TimeDelta::days(-2),
        ..crashed("parse")
    };
    insert(store, &later).await?;
    insert(store, &crashed("parse")).await?;
    insert(store, &crashed("draw")).await?;
    let group = require(store, "parse").await?;
    let expected = SignatureDetails {
        summary: SignatureSummary {
            id: SignatureId(1),
            signature: "parse".to_owned(),
            crashes: 3,
            first_seen: later.at,
            last_seen: moment(0),
            first_version: None,
            state: SignatureState::Open,
            resolved_in: None,
            regressed_in: None,
            state_changed_at: None,
            state_changed_by: None,
            note: String::new(),
            versions: vec![share(Some("1.0"), 2), share(None, 1)],
            platforms: vec![share(Some("linux"), 3)],
            trend: vec![1, 0, 2],
        },
        products: vec![share(Some("Paint"), 3)],
        modules: vec![share(Some("app"), 2), share(Some("lib"), 1)],
        labels: vec![share(None, 2), share(Some("v2"), 1)],
        days: vec![
            DayOfCrashes {
                day: today() - Days::new(2),
                crashes: 1,
            },
            DayOfCrashes {
                day: today(),
                crashes: 2,
            },
        ],
    };
    assert_eq!(group, expected);
    let unknown = store.signatures().get(SignatureId(9), extent(), today());
    assert_eq!(unknown.await?, None);
    assert_eq!(store.signatures().find("Parse").await?, None);
    recount(store).await
}

pub(super) async fn every_change_of_a_dump_is_counted(store: &dyn Store) -> Result<()> {
    let mut dumps = Vec::new();
    for (index, signature) in ["a", "a", "a", "b", "b", "c"].into_iter().enumerate() {
        let crash = Crashed {
            label: if index % 2 == 0 { "even" } else { "odd" },
            at: moment(0) - TimeDelta::days(i64::try_from(index).expect("few")),
            ..crashed(signature)
        };
        dumps.push(insert(store, &crash).await?);
    }
    recount(store).await?;
    let rows = store.dumps();
    rows.update_label(dumps[0].id, "new".to_owned(), by())
        .await?;
    recount(store).await?;
    store.labels().rename("odd", "even", 10, by()).await?;
    recount(store).await?;
    // Another file is another crash, which is not known yet.
    rows.update_file(dumps[1].id, new_file(), Some("both".to_owned()), by())
        .await?;
    recount(store).await?;
    // Another report, with the same signature, with another one, and none at all.
    for signature in ["c", "c", "a"] {
        let mut other = report(signature, "elsewhere");
        other.rules.staff = 1;
        process(store, &dumps[5], Outcome::Report(Box::new(other))).await?;
        recount(store).await?;
    }
    assert_eq!(get(store, "c").await?, None);
    process(store, &dumps[4], Outcome::Failed("no".to_owned())).await?;
    recount(store).await?;
    // A report without a signature is of no group.
    let mut without = report("b", "app");
    without.crash.signature = None;
    process(store, &dumps[2], Outcome::Report(Box::new(without))).await?;
    recount(store).await?;
    for dump in dumps {
        rows.delete(dump.id).await?;
        recount(store).await?;
    }
    assert_eq!(
        texts(store, SignatureFilter::default()).await?,
        Vec::<String>::new()
    );
    // Nothing is left that a number could be taken from again.
    insert(store, &crashed("a")).await?;
    assert_eq!(require(store, "a").await?.summary.id, SignatureId(4));
    Ok(())
}

pub(super) async fn a_group_of_which_something_is_said_stays(store: &dyn Store) -> Result<()> {
    let dump = insert(store, &crashed("a")).await?;
    let other = insert(store, &crashed("b")).await?;
    let id = require(store, "a").await?.summary.id;
    let note = |note: &str| SignatureChange {
        note: Some(note.to_owned()),
        ..SignatureChange::default()
    };
    assert!(store.signatures().update(id, note("known"), by()).await?);
    store.dumps().delete(dump.id).await?;
    store.dumps().delete(other.id).await?;
    assert_eq!(
        list(
            store,
            SignatureFilter::default(),
            SignatureOrdering::Crashes
        )
        .await?,
        []
    );
    assert_eq!(get(store, "b").await?, None);
    let group = require(store, "a").await?;
    assert_eq!(
        (group.summary.crashes, group.summary.first_seen),
        (0, dump.time)
    );
    assert_eq!(group.products, []);
    // It is the same one when there are crashes again.
    let again = insert(store, &crashed("a")).await?;
    assert_eq!(require(store, "a").await?.summary.id, id);
    store.dumps().delete(again.id).await?;
    assert!(store.signatures().update(id, resolved(None), by()).await?);
    assert!(store.signatures().update(id, note(""), by()).await?);
    assert!(get(store, "a").await?.is_some());
    let open = state(NewState::Open);
    assert!(store.signatures().update(id, open.clone(), by()).await?);
    assert_eq!(get(store, "a").await?, None);
    assert!(!store.signatures().update(id, open, by()).await?);
    Ok(())
}

pub(super) async fn a_note_replaces_the_one_that_its_writer_knew(store: &dyn Store) -> Result<()> {
    insert(store, &crashed("a")).await?;
    let id = require(store, "a").await?.summary.id;
    let update = async |before: &str, note: &str| {
        let change = SignatureChange {
            note: Some(note.to_owned()),
            note_before: Some(before.to_owned()),
            ..resolved(None)
        };
        let is_done = store.signatures().update(id, change, by()).await?;
        let summary = require(store, "a").await?.summary;
        Result::<_>::Ok((is_done, summary.note, summary.state))
    };
    let told = (false, String::new(), SignatureState::Open);
    assert_eq!(update("theirs", "mine").await?, told);
    let told = |is_done, note: &str| (is_done, note.to_owned(), SignatureState::Resolved);
    assert_eq!(update("", "theirs").await?, told(true, "theirs"));
    assert_eq!(update("", "mine").await?, told(false, "theirs"));
    // It says so already.
    assert_eq!(update("", "theirs").await?, told(true, "theirs"));
    Ok(())
}

pub(super) async fn what_is_said_is_kept_with_its_moment(store: &dyn Store) -> Result<()> {
    insert(store, &crashed("a")).await?;
    let id = require(store, "a").await?.summary.id;
    let update = async |change: SignatureChange, seconds| {
        let by = By {
            actor: Actor::Client("bot".to_owned()),
            at: moment(seconds),
        };
        assert!(store.signatures().update(id, change, by).await?);
        Result::<_>::Ok(require(store, "a").await?.summary)
    };
    let all = SignatureChange {
        note: Some("a note".to_owned()),
        ..resolved(Some("1.1"))
    };
    let group = update(all, 5).await?;
    assert_eq!(group.state, SignatureState::Resolved);
    assert_eq!(group.resolved_in.as_deref(), Some("1.1"));
    assert_eq!(group.note, "a note");
    assert_eq!(group.state_changed_at, Some(moment(5)));
    assert_eq!(
        group.state_changed_by,
        Some(Actor::Client("bot".to_owned()))
    );
    // The same again is no change, and neither is a note.
    let same = update(resolved(Some("1.1")), 6).await?;
    assert_eq!(same, group);
    let note = SignatureChange {
        note: Some(String::new()),
        ..SignatureChange::default()
    };
    let noted = update(note, 7).await?;
    assert_eq!(
        (noted.note.as_str(), noted.state_changed_at),
        ("", Some(moment(5)))
    );
    // Another version is one.
    let later = update(resolved(None), 8).await?;
    assert_eq!(
        (later.resolved_in, later.state_changed_at),
        (None, Some(moment(8)))
    );
    let ignored = update(state(NewState::Ignored), 9).await?;
    assert_eq!(ignored.state, SignatureState::Ignored);
    let open = update(state(NewState::Open), 10).await?;
    assert_eq!(open.state, SignatureState::Open);
    Ok(())
}

pub(super) async fn a_resolution_stands_beside_a_dump(store: &dyn Store) -> Result<()> {
    let dump = insert(store, &crashed("a")).await?;
    let find = |signature, dump| store.signatures().find_resolution(signature, dump);
    assert_eq!(find("a", dump.id).await?, None);
    let id = require(store, "a").await?.summary.id;
    store
        .signatures()
        .update(
            id,
            resolved(Some("2")),
            By {
                at: moment(3),
                ..by()
            },
        )
        .await?;
    let found = find("a", dump.id).await?.expect("is resolved");
    let expected = Resolution {
        id,
        resolved_in: Some("2".to_owned()),
        at: moment(3),
    };
    assert_eq!(found.resolution, expected);
    assert_eq!(found.uploaded_at, dump.time);
    assert_eq!(found.version.as_deref(), Some("1.0"));
    assert_eq!(find("b", dump.id).await?, None);
    assert_eq!(find("a", DumpId(99)).await?, None);
    Ok(())
}

pub(super) async fn a_crash_opens_what_it_disproves_if_it_still_stands(
    store: &dyn Store,
) -> Result<()> {
    let dump = insert(store, &crashed("a")).await?;
    let id = require(store, "a").await?.summary.id;
    let resolve = async |seconds| {
        let by = By {
            at: moment(seconds),
            ..by()
        };
        store
            .signatures()
            .update(id, resolved(Some("1.0")), by)
            .await
    };
    resolve(1).await?;
    let mut disproving = report("a", "app");
    disproving.disproves = Some(Resolution {
        id,
        resolved_in: Some("1.0".to_owned()),
        at: moment(1),
    });
    let outcome = Outcome::Report(Box::new(disproving));
    process(store, &dump, outcome.clone()).await?;
    let open = require(store, "a").await?.summary;
    assert_eq!((open.state, open.resolved_in), (SignatureState::Open, None));
    assert_eq!(open.regressed_in.as_deref(), Some("1.0"));
    assert_eq!(open.state_changed_at, Some(moment(1000)));
    assert_eq!(open.state_changed_by, Some(Actor::Server));
    // Resolved anew, it is resolved: that crash was known.
    resolve(2).await?;
    process(store, &dump, outcome.clone()).await?;
    let group = require(store, "a").await?.summary;
    assert_eq!(
        (group.state, group.regressed_in),
        (SignatureState::Resolved, None)
    );
    // Ignored meanwhile.
    let ignored = state(NewState::Ignored);
    store.signatures().update(id, ignored, by()).await?;
    process(store, &dump, outcome).await?;
    let group = require(store, "a").await?.summary;
    assert_eq!(group.state, SignatureState::Ignored);
    // A crash that tells no version says so.
    let unversioned = Crashed {
        version: None,
        ..crashed("a")
    };
    let dump = insert(store, &unversioned).await?;
    resolve(5).await?;
    let mut disproving = report("a", "app");
    disproving.disproves = Some(Resolution {
        id,
        resolved_in: Some("1.0".to_owned()),
        at: moment(5),
    });
    process(store, &dump, Outcome::Report(Box::new(disproving))).await?;
    let open = require(store, "a").await?.summary;
    assert_eq!(open.regressed_in.as_deref(), Some(""));
    Ok(())
}

pub(super) async fn pages_visit_every_signature_once_in_every_ordering(
    store: &dyn Store,
) -> Result<()> {
    const SIGNATURES: [&str; 9] = ["b", "a", "B", "é", "я", "abort | parse", "Z", "a b", "c"];
    for (index, signature) in SIGNATURES.into_iter().enumerate() {
        for copy in 0..=index % 3 {
            let seconds = i64::try_from((index * 2 + copy) % 4).expect("few");
            let crash = Crashed {
                at: moment(seconds),
                ..crashed(signature)
            };
            insert(store, &crash).await?;
        }
    }
    let all = list(
        store,
        SignatureFilter::default(),
        SignatureOrdering::default(),
    )
    .await?;
    assert_eq!(all.len(), SIGNATURES.len());
    for ordering in SignatureOrdering::ALL {
        let mut expected = all.clone();
        expected.sort_by(|a, b| {
            use SignatureOrdering as By;
            let by_text = a.signature.cmp(&b.signature);
            match ordering {
                By::LastSeen => (a.last_seen, a.id).cmp(&(b.last_seen, b.id)),
                By::LastSeenDescending => (b.last_seen, b.id).cmp(&(a.last_seen, a.id)),
                By::FirstSeen => (a.first_seen, a.id).cmp(&(b.first_seen, b.id)),
                By::FirstSeenDescending => (b.first_seen, b.id).cmp(&(a.first_seen, a.id)),
                By::Crashes => (a.crashes, a.id).cmp(&(b.crashes, b.id)),
                By::CrashesDescending => (b.crashes, b.id).cmp(&(a.crashes, a.id)),
                By::Signature => by_text,
                By::SignatureDescending => by_text.reverse(),
            }
        });
        for limit in [1, 2, 4, 9] {
            let mut paged = Vec::new();
            let mut after: Option<SignatureCursor> = None;
            loop {
                let filter = SignatureFilter::default();
                let page = store
                    .signatures()
                    .list(&filter, ordering, limit, after.as_ref(), extent())
                    .await?;
                assert!(page.rows.len() <= limit as usize);
                paged.extend(page.rows);
                let Some(next) = page.next else { break };
                after = Some(next.parse().expect("the page gave it"));
            }
            assert_eq!(paged, expected, "{ordering:?} {limit}");
        }
    }
    Ok(())
}

/// A filter that asks for what is set.
fn asking(set: impl FnOnce(&mut SignatureFilter)) -> SignatureFilter {
    let mut filter = SignatureFilter::default();
    set(&mut filter);
    filter
}

/// Four crashes of three signatures, the last of which is ignored.
async fn insert_varied(store: &dyn Store) -> Result<()> {
    let old = Crashed {
        at: moment(-100),
        ..crashed("100%_parse")
    };
    let on_windows = Crashed {
        version: Some("2.0"),
        platform: Some("windows"),
        ..crashed("Draw")
    };
    let of_nobody = Crashed {
        version: None,
        platform: None,
        ..crashed("idle")
    };
    for crash in [&old, &on_windows, &of_nobody, &crashed("Draw")] {
        insert(store, crash).await?;
    }
    let id = require(store, "idle").await?.summary.id;
    let ignored = state(NewState::Ignored);
    store.signatures().update(id, ignored, by()).await.map(drop)
}

pub(super) async fn q_and_state_let_through_what_has_them(store: &dyn Store) -> Result<()> {
    insert_varied(store).await?;
    let (ignored, open) = (SignatureState::Ignored, SignatureState::Open);
    for (filter, expected) in [
        (asking(|_| {}), vec!["100%_parse", "Draw", "idle"]),
        (
            asking(|filter| filter.q = Some("draw".to_owned())),
            vec!["Draw"],
        ),
        (
            asking(|filter| filter.q = Some("%".to_owned())),
            vec!["100%_parse"],
        ),
        (
            asking(|filter| filter.q = Some("0%_P".to_owned())),
            vec!["100%_parse"],
        ),
        (asking(|filter| filter.q = Some("\0".to_owned())), vec![]),
        (
            asking(|filter| filter.q = Some("x".repeat(100_000))),
            vec![],
        ),
        (asking(|filter| filter.state = Some(ignored)), vec!["idle"]),
        (
            asking(|filter| filter.state = Some(open)),
            vec!["100%_parse", "Draw"],
        ),
    ] {
        assert_eq!(texts(store, filter.clone()).await?, expected, "{filter:?}");
    }
    Ok(())
}

pub(super) async fn origins_and_moments_let_through_what_has_them(store: &dyn Store) -> Result<()> {
    insert_varied(store).await?;
    let from = |version: &str, platform: &str| {
        asking(|filter| {
            filter.version = Some(version.to_owned());
            filter.platform = Some(platform.to_owned());
        })
    };
    for (filter, expected) in [
        (
            asking(|filter| filter.product = Some("Paint".to_owned())),
            vec!["100%_parse", "Draw", "idle"],
        ),
        (
            asking(|filter| filter.product = Some("paint".to_owned())),
            vec![],
        ),
        (
            asking(|filter| filter.version = Some("1.0".to_owned())),
            vec!["100%_parse", "Draw"],
        ),
        (from("2.0", "windows"), vec!["Draw"]),
        // Each is there, but in no crash together.
        (from("2.0", "linux"), vec![]),
        (
            asking(|filter| filter.first_seen_after = Some(moment(0))),
            vec!["Draw", "idle"],
        ),
        (
            asking(|filter| filter.last_seen_after = Some(moment(1))),
            vec![],
        ),
    ] {
        assert_eq!(texts(store, filter.clone()).await?, expected, "{filter:?}");
    }
    Ok(())
}

pub(super) async fn dumps_are_found_by_the_text_of_their_group(store: &dyn Store) -> Result<()> {
    let mine = insert(store, &crashed("a | b")).await?;
    insert(store, &crashed("a | c")).await?;
    // Of no group.
    store.dumps().insert(new_dump_at(moment(0))).await?;
    let of = |text: &str| {
        let filter = DumpFilter {
            signature: Some(SignatureKey::Text(text.to_owned())),
            ..DumpFilter::default()
        };
        list_dumps(store, filter)
    };
    assert_eq!(of("a | b").await?, [mine]);
    for text in ["a", "A | b", "a | ", "%", ""] {
        assert_eq!(of(text).await?, [], "{text}");
    }
    Ok(())
}

pub(super) async fn dumps_are_found_by_the_state_of_their_group(store: &dyn Store) -> Result<()> {
    let first = insert(store, &crashed("a")).await?;
    let other = insert(store, &crashed("b")).await?;
    let second = insert(store, &crashed("a")).await?;
    // Of no group.
    store.dumps().insert(new_dump_at(moment(0))).await?;
    let of = |state, signature: Option<SignatureId>| {
        let filter = DumpFilter {
            state: Some(state),
            signature: signature.map(SignatureKey::Id),
            ..DumpFilter::default()
        };
        list_dumps(store, filter)
    };
    let all = [first.clone(), other.clone(), second.clone()];
    assert_eq!(of(SignatureState::Open, None).await?, all);
    let id = require(store, "a").await?.summary.id;
    store.signatures().update(id, resolved(None), by()).await?;
    assert_eq!(of(SignatureState::Resolved, None).await?, [first, second]);
    assert_eq!(of(SignatureState::Open, None).await?, [other]);
    assert_eq!(of(SignatureState::Ignored, None).await?, []);
    assert_eq!(of(SignatureState::Resolved, Some(id)).await?.len(), 2);
    assert_eq!(of(SignatureState::Open, Some(id)).await?, []);
    Ok(())
}

pub(super) async fn dumps_of_a_group_are_listed_in_every_ordering(store: &dyn Store) -> Result<()> {
    use model::{DumpCursor, DumpOrdering, DumpQuery};
    for index in 0..9 {
        let crash = Crashed {
            label: ["x", "y"][index % 2],
            at: moment(i64::try_from(index * 7 % 4).expect("few")),
            ..crashed(if index % 3 == 0 { "b" } else { "a" })
        };
        insert(store, &crash).await?;
    }
    let filter = DumpFilter {
        signature: Some(require(store, "a").await?.summary.id.into()),
        ..DumpFilter::default()
    };
    for ordering in DumpOrdering::ALL {
        let query = |limit, after| DumpQuery {
            filter: filter.clone(),
            ordering,
            limit,
            after,
        };
        let whole = store.dumps().list(&query(100, None)).await?.rows;
        assert_eq!(whole.len(), 6);
        let mut paged = Vec::new();
        let mut after: Option<DumpCursor> = None;
        loop {
            let page = store.dumps().list(&query(2, after)).await?;
            paged.extend(page.rows);
            let Some(next) = page.next else { break };
            after = Some(next.parse().expect("the page gave it"));
        }
        assert_eq!(paged, whole, "{ordering:?}");
    }
    Ok(())
}

pub(super) async fn origins_are_bounded_and_the_most_frequent_first(
    store: &dyn Store,
) -> Result<()> {
    for version in ["1", "2", "2", "3", "3", "3"] {
        let crash = Crashed {
            version: Some(version),
            platform: None,
            ..crashed("a")
        };
        insert(store, &crash).await?;
    }
    let origins = store.signatures().origins(2).await?;
    assert_eq!(origins.products, ["Paint"]);
    assert_eq!(origins.versions, ["3", "2"]);
    assert_eq!(origins.platforms, Vec::<String>::new());
    Ok(())
}

pub(super) async fn the_first_crash_tells_the_version_that_a_group_is_new_in(
    store: &dyn Store,
) -> Result<()> {
    let of = |version, seconds| Crashed {
        version,
        at: moment(seconds),
        ..crashed("parse")
    };
    let first_version = async || -> Result<_> {
        let group = require(store, "parse").await?;
        Ok(group.summary.first_version)
    };
    insert(store, &of(Some("2.0"), 2)).await?;
    insert(store, &of(Some("3.0"), 3)).await?;
    assert_eq!(first_version().await?.as_deref(), Some("2.0"));
    let new_in = |product: Option<&str>, version: &str| {
        asking(|filter| {
            filter.product = product.map(str::to_owned);
            filter.first_version = Some(version.to_owned());
        })
    };
    for (filter, expected) in [
        (new_in(Some("Paint"), "2.0"), vec!["parse"]),
        (new_in(None, "2.0"), vec!["parse"]),
        (new_in(Some("Paint"), "3.0"), vec![]),
        (new_in(Some("paint"), "2.0"), vec![]),
    ] {
        assert_eq!(texts(store, filter.clone()).await?, expected, "{filter:?}");
    }
    // What is processed late may have come early.
    let earlier = insert(store, &of(None, 1)).await?;
    assert_eq!(first_version().await?, None);
    // It was there once.
    store.dumps().delete(earlier.id).await?;
    assert_eq!(first_version().await?, None);
    Ok(())
}

pub(super) async fn versions_are_told_as_long_as_they_have_crashes(
    store: &dyn Store,
) -> Result<()> {
    let mut dumps = Vec::new();
    for (version, seconds) in [("1.0", 1), ("3.0", 3), ("2.0", 5), ("3.0", 7)] {
        let crash = Crashed {
            version: Some(version),
            at: moment(seconds),
            ..crashed("parse")
        };
        dumps.push(insert(store, &crash).await?);
    }
    let recent = |limit| store.signatures().recent_versions("Paint", limit);
    assert_eq!(recent(9).await?, ["2.0", "3.0", "1.0"]);
    assert_eq!(recent(2).await?, ["2.0", "3.0"]);
    assert_eq!(
        store.signatures().recent_versions("Draw", 9).await?,
        [""; 0]
    );
    for dump in [&dumps[1], &dumps[2]] {
        store.dumps().delete(dump.id).await?;
    }
    assert_eq!(recent(9).await?, ["3.0", "1.0"]);
    Ok(())
}

pub(super) async fn one_that_is_gone_is_the_one_that_its_crashes_have(
    store: &dyn Store,
) -> Result<()> {
    let dump = insert(store, &crashed("first")).await?;
    let id = require(store, "first").await?.summary.id;
    for signature in ["second", "third"] {
        let report = Outcome::Report(Box::new(report(signature, "app")));
        process(store, &dump, report).await?;
        let group = store.signatures().get(id, extent(), today()).await?;
        assert_eq!(group.expect("is found").summary.signature, signature);
        let of_it = DumpFilter {
            signature: Some(SignatureKey::Id(id)),
            ..DumpFilter::default()
        };
        assert_eq!(list_dumps(store, of_it).await?, std::slice::from_ref(&dump));
    }
    // One that is there is itself, wherever its crashes went before.
    let back = Outcome::Report(Box::new(report("first", "app")));
    process(store, &dump, back).await?;
    let again = require(store, "first").await?.summary.id;
    assert_ne!(again, id);
    let report = Outcome::Report(Box::new(report("second", "app")));
    process(store, &dump, report).await?;
    insert(store, &crashed("first")).await?;
    let there = require(store, "first").await?.summary.id;
    let found = store.signatures().get(there, extent(), today()).await?;
    assert_eq!(found.expect("is there").summary.signature, "first");
    store.dumps().delete(dump.id).await?;
    assert_eq!(store.signatures().get(id, extent(), today()).await?, None);
    Ok(())
}

pub(super) async fn a_report_tells_the_platform_that_its_client_did_not(
    store: &dyn Store,
) -> Result<()> {
    let without = Crashed {
        platform: None,
        ..crashed("a")
    };
    let (untold, told) = (
        insert(store, &without).await?,
        insert(store, &crashed("a")).await?,
    );
    for dump in [&untold, &told] {
        let mut report = report("a", "app");
        report.crash.os = Some("Windows NT".to_owned());
        process(store, dump, Outcome::Report(Box::new(report))).await?;
    }
    for (platform, expected) in [("Windows NT", untold), ("linux", told)] {
        let filter = DumpFilter {
            platform: Some(platform.to_owned()),
            ..DumpFilter::default()
        };
        assert_eq!(list_dumps(store, filter).await?, [expected]);
    }
    let platforms = require(store, "a").await?.summary.platforms;
    let platforms: Vec<_> = platforms
        .iter()
        .map(|share| share.value.as_deref())
        .collect();
    assert_eq!(platforms, [Some("Windows NT"), Some("linux")]);
    Ok(())
}
