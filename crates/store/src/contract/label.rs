//! Promises of [`crate::LabelRepo`].

use model::{Amount, LabelSummary};

use super::fixture::{by, list_all, moment, new_dump, new_dump_at, new_dump_with_label};
use crate::{NewBlob, NewDump, Result, Store};

pub(super) async fn labels_come_with_their_counts_most_frequent_first(
    store: &dyn Store,
) -> Result<()> {
    let labels = store.labels();
    assert_eq!(labels.list("", 10).await?, []);
    for label in ["b", "", "B", "often", "", "a", "often", "é", ""] {
        store.dumps().insert(new_dump_with_label(label)).await?;
    }
    let found = labels.list("", 10).await?;
    let found: Vec<_> = found.iter().map(|found| found.label.as_str()).collect();
    assert_eq!(found, ["often", "B", "a", "b", "é"]);
    let first = labels.list("", 1).await?;
    assert_eq!(first[0].amount.dumps, 2);
    assert_eq!(first.len(), 1);
    Ok(())
}

pub(super) async fn a_summary_covers_every_dump_of_the_label(store: &dyn Store) -> Result<()> {
    for (seconds, size) in [(86_400 * 3, 5), (0, 7), (86_400, 30)] {
        let mut dump = NewDump {
            label: "x".to_owned(),
            ..new_dump_at(moment(seconds))
        };
        dump.blob = NewBlob { size, ..dump.blob };
        store.dumps().insert(dump).await?;
    }
    store.dumps().insert(new_dump()).await?;
    let expected = LabelSummary {
        label: "x".to_owned(),
        amount: Amount {
            dumps: 3,
            bytes: 42,
        },
        first_seen: moment(0),
        last_seen: moment(86_400 * 3),
    };
    let labels = store.labels();
    assert_eq!(labels.get("x").await?.as_ref(), Some(&expected));
    assert_eq!(labels.list("X", 10).await?, [expected]);
    assert_eq!(labels.get("X").await?, None);
    Ok(())
}

pub(super) async fn a_part_of_a_label_has_no_wildcards(store: &dyn Store) -> Result<()> {
    for label in ["100%", "a_b", "a\\b", "axb"] {
        store.dumps().insert(new_dump_with_label(label)).await?;
    }
    let labels = store.labels();
    for (part, expected) in [
        ("%", vec!["100%"]),
        ("_", vec!["a_b"]),
        ("\\", vec!["a\\b"]),
        ("XB", vec!["axb"]),
        ("nothing", vec![]),
        ("\0", vec![]),
    ] {
        let found = labels.list(part, 10).await?;
        let found: Vec<_> = found.iter().map(|found| found.label.as_str()).collect();
        assert_eq!(found, expected, "{part:?}");
    }
    let too_long = "x".repeat(1_000_000);
    assert_eq!(labels.list(&too_long, 10).await?, []);
    Ok(())
}

pub(super) async fn rename_goes_on_until_none_is_left(store: &dyn Store) -> Result<()> {
    for label in ["old", "new", "old", "other", "old"] {
        store.dumps().insert(new_dump_with_label(label)).await?;
    }
    let labels = store.labels();
    assert_eq!(labels.rename("old", "new", 2, by()).await?, 2);
    assert_eq!(labels.rename("old", "new", 2, by()).await?, 1);
    assert_eq!(labels.rename("old", "new", 2, by()).await?, 0);
    let all = list_all(store).await?;
    let all: Vec<_> = all.iter().map(|dump| dump.label.as_str()).collect();
    assert_eq!(all, ["new", "new", "new", "other", "new"]);
    assert_eq!(labels.get("old").await?, None);
    let new = labels.get("new").await?.expect("it is in use");
    assert_eq!(new.amount.dumps, 4);
    Ok(())
}
