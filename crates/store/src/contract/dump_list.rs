//! Promises of [`crate::DumpRepo::list`]: orders, pages and filters.
//!
//! What a list should hold is worked out again here, in plain Rust over all rows.

use std::cmp::Ordering;

use model::{Dump, DumpCursor, DumpFilter, DumpOrdering, DumpQuery, SortKey};

use super::fixture::{by, list_all, moment, new_blob, new_dump, new_dump_at, new_dump_with_label};
use crate::{By, NewBlob, NewDump, Result, Store};

pub(super) async fn every_ordering_is_total_and_breaks_ties_by_id(store: &dyn Store) -> Result<()> {
    let all = insert_varied(store).await?;
    for ordering in DumpOrdering::ALL {
        let listed = list(store, DumpFilter::default(), ordering).await?;
        assert_eq!(listed, sorted(&all, ordering), "{ordering:?}");
    }
    Ok(())
}

pub(super) async fn pages_visit_every_row_once_in_every_ordering(store: &dyn Store) -> Result<()> {
    let all = insert_varied(store).await?;
    let count = u32::try_from(all.len()).expect("a handful");
    for ordering in DumpOrdering::ALL {
        for limit in [1, 2, 7, count - 1, count, count + 1] {
            let paged = list_by_pages(store, DumpFilter::default(), ordering, limit).await?;
            assert_eq!(paged, sorted(&all, ordering), "{ordering:?} by {limit}");
        }
    }
    Ok(())
}

pub(super) async fn a_cursor_outlives_its_row(store: &dyn Store) -> Result<()> {
    for ordering in DumpOrdering::ALL {
        insert_varied(store).await?;
        let expected = sorted(&list_all(store).await?, ordering);
        let mut query = first_page(DumpFilter::default(), ordering, 2);
        let mut visited = Vec::new();
        loop {
            let page = store.dumps().list(&query).await?;
            query.after = page.next.as_deref().map(cursor);
            if let Some(last) = page.rows.last() {
                store.dumps().delete(last.id).await?;
            }
            visited.extend(page.rows);
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(visited, expected, "{ordering:?}");
    }
    Ok(())
}

pub(super) async fn the_last_page_has_no_cursor(store: &dyn Store) -> Result<()> {
    let query = first_page(DumpFilter::default(), DumpOrdering::IdAscending, 2);
    let page = store.dumps().list(&query).await?;
    assert_eq!((page.rows, page.next), (vec![], None));
    let first = store.dumps().insert(new_dump()).await?;
    let second = store.dumps().insert(new_dump()).await?;
    // As many rows as the page takes: there is no next one.
    let page = store.dumps().list(&query).await?;
    assert_eq!((page.rows, page.next), (vec![first, second.clone()], None));
    store.dumps().insert(new_dump()).await?;
    let page = store.dumps().list(&query).await?;
    assert_eq!(
        page.next.as_deref().map(cursor),
        Some(DumpCursor {
            ordering: DumpOrdering::IdAscending,
            key: SortKey::Number(second.id.0),
            id: second.id,
        })
    );
    Ok(())
}

pub(super) async fn label_is_matched_as_a_whole(store: &dyn Store) -> Result<()> {
    for label in ["", "v1", "V1", "v1 ", "v1.2", "v_", "%", "é", "e\u{301}"] {
        store.dumps().insert(new_dump_with_label(label)).await?;
    }
    for dump in list_all(store).await? {
        let filter = DumpFilter {
            label: Some(dump.label.clone()),
            ..DumpFilter::default()
        };
        let listed = list(store, filter, DumpOrdering::NewestFirst).await?;
        assert_eq!(listed, [dump]);
    }
    Ok(())
}

pub(super) async fn q_finds_parts_of_names_and_labels_in_any_ascii_case(
    store: &dyn Store,
) -> Result<()> {
    let named = |original_name: &str, label: &str| NewDump {
        original_name: original_name.to_owned(),
        label: label.to_owned(),
        ..new_dump()
    };
    let dumps = store.dumps();
    let by_name = dumps.insert(named("Renderer-ZX.dmp", "")).await?;
    let by_label = dumps.insert(named("y", "hot-RENDER-zx")).await?;
    let accented = dumps.insert(named("ÉCRAN", "")).await?;
    let by_stored_name = accented.stored_name.to_string();
    let everything = [&by_name, &by_label, &accented];
    for (q, expected) in [
        ("", everything.as_slice()),
        ("r", &everything),
        ("renderer", &[&by_name]),
        ("rENDER", &[&by_name, &by_label]),
        ("-zx", &[&by_name, &by_label]),
        ("hot-render-zx", &[&by_label]),
        ("É", &[&accented]),
        // Beyond ASCII cases differ, in every backend alike.
        ("é", &[]),
        ("render zx", &[]),
        (&by_stored_name, &[&accented]),
        (&by_stored_name.to_uppercase()[1..], &[&accented]),
    ] {
        assert_eq!(
            find(store, q).await?.iter().collect::<Vec<_>>(),
            expected,
            "{q:?}"
        );
    }
    Ok(())
}

pub(super) async fn q_has_no_wildcards(store: &dyn Store) -> Result<()> {
    for label in [
        "100%", "1000", "a_b", "axb", r"a\b", "a*b", "a?b", "[ab]", "a'b",
    ] {
        store.dumps().insert(new_dump_with_label(label)).await?;
    }
    for q in [
        "%", "_", r"\", "*", "?", "[", "'", "0%", "a_b", r"a\b", r"\%", "%%",
    ] {
        let found = find(store, q).await?;
        let labels: Vec<_> = found.iter().map(|dump| dump.label.as_str()).collect();
        let expected: Vec<_> = list_all(store).await?;
        let expected: Vec<_> = expected
            .iter()
            .map(|dump| dump.label.as_str())
            .filter(|label| label.contains(q))
            .collect();
        assert_eq!(labels, expected, "{q:?}");
    }
    // Longer than any row and than what some databases take as a pattern; and what
    // ends a text in some of them.
    for q in [&"%".repeat(60_000), "0\0", "\0"] {
        assert_eq!(find(store, q).await?, []);
    }
    Ok(())
}

pub(super) async fn archived_tells_the_tiers_apart(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let archived = store.dumps().insert(new_dump()).await?;
    let archived = store
        .dumps()
        .update_tier(archived.stored_name, Some(9), by())
        .await?;
    let archived = archived.expect("the dump is there");
    for (archived, expected) in [(false, vec![dump]), (true, vec![archived])] {
        let filter = DumpFilter {
            archived: Some(archived),
            ..DumpFilter::default()
        };
        let listed = list(store, filter, DumpOrdering::IdAscending).await?;
        assert_eq!(listed, expected, "{archived}");
    }
    Ok(())
}

pub(super) async fn upload_times_are_bounded_by_a_half_open_range(store: &dyn Store) -> Result<()> {
    for second in 0..4 {
        let dump = new_dump_at(moment(second));
        store.dumps().insert(dump).await?;
    }
    for (after, before, expected) in [
        (Some(1), None, vec![1, 2, 3]),
        (None, Some(2), vec![0, 1]),
        (Some(1), Some(3), vec![1, 2]),
        (Some(2), Some(2), vec![]),
        (Some(3), Some(1), vec![]),
    ] {
        let filter = DumpFilter {
            uploaded_after: after.map(moment),
            uploaded_before: before.map(moment),
            ..DumpFilter::default()
        };
        let listed = list(store, filter, DumpOrdering::OldestFirst).await?;
        let times: Vec<_> = listed.iter().map(|dump| dump.time).collect();
        let expected: Vec<_> = expected.into_iter().map(moment).collect();
        assert_eq!(times, expected, "{after:?}..{before:?}");
    }
    Ok(())
}

pub(super) async fn sizes_are_bounded_inclusively(store: &dyn Store) -> Result<()> {
    for size in [0, 10, 20, 1 << 40] {
        let blob = NewBlob { size, ..new_blob() };
        store.dumps().insert(NewDump { blob, ..new_dump() }).await?;
    }
    for (min_size, max_size, expected) in [
        (Some(10), None, vec![10, 20, 1 << 40]),
        (None, Some(10), vec![0, 10]),
        (Some(10), Some(20), vec![10, 20]),
        (Some(21), Some(19), vec![]),
        (Some(0), Some(u64::MAX), vec![0, 10, 20, 1 << 40]),
        (Some(u64::MAX), None, vec![]),
    ] {
        let filter = DumpFilter {
            min_size,
            max_size,
            ..DumpFilter::default()
        };
        let listed = list(store, filter, DumpOrdering::SmallestFirst).await?;
        let sizes: Vec<_> = listed.iter().map(|dump| dump.size).collect();
        assert_eq!(sizes, expected, "{min_size:?}..={max_size:?}");
    }
    Ok(())
}

pub(super) async fn filters_combine_with_every_ordering_and_with_pages(
    store: &dyn Store,
) -> Result<()> {
    let all = insert_varied(store).await?;
    let label = DumpFilter {
        label: Some("a".to_owned()),
        ..DumpFilter::default()
    };
    let sizes = DumpFilter {
        min_size: Some(1),
        max_size: Some(2),
        ..DumpFilter::default()
    };
    let recent = DumpFilter {
        uploaded_after: Some(moment(1)),
        uploaded_before: Some(moment(3)),
        ..DumpFilter::default()
    };
    let everything_at_once = DumpFilter {
        q: Some("A".to_owned()),
        archived: Some(false),
        min_size: Some(1),
        ..recent.clone()
    };
    for filter in [label, sizes, recent, everything_at_once] {
        let matching: Vec<Dump> = all
            .iter()
            .filter(|d| matches(&filter, d))
            .cloned()
            .collect();
        assert!(matching.len() > 3, "{filter:?} is no test");
        for ordering in DumpOrdering::ALL {
            let paged = list_by_pages(store, filter.clone(), ordering, 2).await?;
            assert_eq!(
                paged,
                sorted(&matching, ordering),
                "{filter:?} {ordering:?}"
            );
        }
    }
    Ok(())
}

/// Rows with many equal values, whose ids are in no other order.
async fn insert_varied(store: &dyn Store) -> Result<Vec<Dump>> {
    const LABELS: [&str; 7] = ["b", "a", "", "A", "é", "a\u{0301}", "Z"];
    const NAMES: [&str; 5] = ["b.dmp", "B.dmp", "я", "a.dmp", "a"];
    let mut dumps = Vec::new();
    for index in 0..35_usize {
        let number = i64::try_from(index).expect("a handful");
        let dump = NewDump {
            label: LABELS[index % LABELS.len()].to_owned(),
            original_name: NAMES[index % NAMES.len()].to_owned(),
            uploaded: By {
                at: moment(number * 3 % 4),
                ..by()
            },
            blob: NewBlob {
                size: (number * 2 % 3).unsigned_abs(),
                ..new_blob()
            },
            other: None,
        };
        dumps.push(store.dumps().insert(dump).await?);
    }
    Ok(dumps)
}

fn first_page(filter: DumpFilter, ordering: DumpOrdering, limit: u32) -> DumpQuery {
    DumpQuery {
        filter,
        ordering,
        limit,
        after: None,
    }
}

fn cursor(text: &str) -> DumpCursor {
    text.parse().expect("the page gave it")
}

async fn list(store: &dyn Store, filter: DumpFilter, ordering: DumpOrdering) -> Result<Vec<Dump>> {
    let query = first_page(filter, ordering, 10_000);
    Ok(store.dumps().list(&query).await?.rows)
}

async fn find(store: &dyn Store, q: &str) -> Result<Vec<Dump>> {
    let filter = DumpFilter {
        q: Some(q.to_owned()),
        ..DumpFilter::default()
    };
    list(store, filter, DumpOrdering::IdAscending).await
}

async fn list_by_pages(
    store: &dyn Store,
    filter: DumpFilter,
    ordering: DumpOrdering,
    limit: u32,
) -> Result<Vec<Dump>> {
    let mut query = first_page(filter, ordering, limit);
    let mut rows = Vec::new();
    loop {
        let page = store.dumps().list(&query).await?;
        assert!(page.rows.len() <= limit as usize, "{query:?}");
        rows.extend(page.rows);
        let Some(next) = page.next else {
            return Ok(rows);
        };
        query.after = Some(cursor(&next));
    }
}

fn matches(filter: &DumpFilter, dump: &Dump) -> bool {
    let text = format!(
        "{}\n{}\n{}",
        dump.original_name, dump.label, dump.stored_name
    );
    let has = |q: &String| text.to_ascii_lowercase().contains(&q.to_ascii_lowercase());
    filter
        .label
        .as_ref()
        .is_none_or(|label| dump.label == *label)
        && filter.q.as_ref().is_none_or(has)
        && filter
            .archived
            .is_none_or(|archived| dump.archived == archived)
        && filter.uploaded_after.is_none_or(|after| dump.time >= after)
        && filter
            .uploaded_before
            .is_none_or(|before| dump.time < before)
        && filter.min_size.is_none_or(|min| dump.size >= min)
        && filter.max_size.is_none_or(|max| dump.size <= max)
}

fn sorted(dumps: &[Dump], ordering: DumpOrdering) -> Vec<Dump> {
    let mut dumps = dumps.to_vec();
    dumps.sort_by(|a, b| compare(a, b, ordering));
    dumps
}

/// Texts are compared by their bytes, whatever the language of the machine.
fn compare(a: &Dump, b: &Dump, ordering: DumpOrdering) -> Ordering {
    match ordering {
        DumpOrdering::OldestFirst => (a.time, a.id).cmp(&(b.time, b.id)),
        DumpOrdering::NewestFirst => compare(b, a, DumpOrdering::OldestFirst),
        DumpOrdering::SmallestFirst => (a.size, a.id).cmp(&(b.size, b.id)),
        DumpOrdering::LargestFirst => compare(b, a, DumpOrdering::SmallestFirst),
        DumpOrdering::IdAscending => a.id.cmp(&b.id),
        DumpOrdering::IdDescending => b.id.cmp(&a.id),
        DumpOrdering::OriginalName => (&a.original_name, a.id).cmp(&(&b.original_name, b.id)),
        DumpOrdering::OriginalNameDescending => compare(b, a, DumpOrdering::OriginalName),
        DumpOrdering::Label => (&a.label, a.id).cmp(&(&b.label, b.id)),
        DumpOrdering::LabelDescending => compare(b, a, DumpOrdering::Label),
    }
}
