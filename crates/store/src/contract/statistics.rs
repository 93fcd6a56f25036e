//! Promises of [`crate::StatisticsRepo`].

use chrono::{NaiveDate, TimeDelta};
use model::{Amount, DayOfUploads, StorageUse, TierUse};

use super::fixture::{by, moment, new_dump, new_dump_at, new_file};
use crate::{NewDump, Result, Store};

/// The day of [`moment`] 0.
fn day(offset: i64) -> NaiveDate {
    moment(0).date_naive() + TimeDelta::days(offset)
}

fn of_day(offset: i64, label: &str) -> NewDump {
    NewDump {
        label: label.to_owned(),
        ..new_dump_at(moment(0) + TimeDelta::days(offset))
    }
}

fn entry(offset: i64, label: Option<&str>, dumps: u64, bytes: u64) -> DayOfUploads {
    DayOfUploads {
        day: day(offset),
        label: label.map(str::to_owned),
        amount: Amount { dumps, bytes },
    }
}

pub(super) async fn every_change_is_counted(store: &dyn Store) -> Result<()> {
    let (dumps, statistics) = (store.dumps(), store.statistics());
    assert_eq!(statistics.total().await?, Amount::default());
    assert_eq!(statistics.list_days(day(0), 9).await?, []);

    let first = dumps.insert(of_day(0, "a")).await?;
    let second = dumps.insert(of_day(0, "a")).await?;
    let expected = [entry(0, Some("a"), 2, 28)];
    assert_eq!(statistics.list_days(day(0), 9).await?, expected);

    dumps.update_label(second.id, "b".to_owned(), by()).await?;
    dumps.update_file(first.id, new_file(), None, by()).await?;
    let expected = [entry(0, Some("a"), 1, 15), entry(0, Some("b"), 1, 14)];
    assert_eq!(statistics.list_days(day(0), 9).await?, expected);
    let total = Amount {
        dumps: 2,
        bytes: 29,
    };
    assert_eq!(statistics.total().await?, total);

    dumps.delete(first.id).await?;
    dumps.delete(second.id).await?;
    assert_eq!(statistics.list_days(day(0), 9).await?, []);
    assert_eq!(statistics.total().await?, Amount::default());
    Ok(())
}

pub(super) async fn every_change_is_counted_by_tier(store: &dyn Store) -> Result<()> {
    let tier = |dumps, bytes, stored_bytes| TierUse {
        amount: Amount { dumps, bytes },
        stored_bytes,
    };
    let (dumps, statistics) = (store.dumps(), store.statistics());
    let expect = async |hot: TierUse, archive: TierUse| {
        let storage = statistics.storage().await?;
        assert_eq!(storage, StorageUse { hot, archive });
        Ok(())
    };
    let none = TierUse::default();
    expect(none, none).await?;
    let first = dumps.insert(new_dump()).await?;
    let second = dumps.insert(new_dump()).await?;
    expect(tier(2, 28, 28), none).await?;
    dumps.update_tier(first.stored_name, Some(5), by()).await?;
    dumps.update_label(first.id, "b".to_owned(), by()).await?;
    expect(tier(1, 14, 14), tier(1, 14, 5)).await?;
    dumps.update_tier(second.stored_name, Some(6), by()).await?;
    expect(none, tier(2, 28, 11)).await?;
    dumps.update_tier(second.stored_name, None, by()).await?;
    expect(tier(1, 14, 14), tier(1, 14, 5)).await?;
    dumps.update_file(first.id, new_file(), None, by()).await?;
    expect(tier(2, 29, 29), none).await?;
    dumps.update_tier(second.stored_name, Some(6), by()).await?;
    dumps.delete(second.id).await?;
    dumps.delete(first.id).await?;
    expect(none, none).await
}

pub(super) async fn a_database_says_what_it_is_and_grows(store: &dyn Store) -> Result<()> {
    let before = store.statistics().database().await?;
    assert!(!before.kind.is_empty() && before.bytes > 0);
    for number in 0..100 {
        let label = format!("{number}").repeat(100);
        store.dumps().insert(of_day(0, &label)).await?;
    }
    let after = store.statistics().database().await?;
    assert_eq!(after.kind, before.kind);
    assert!(after.bytes > before.bytes);
    Ok(())
}

pub(super) async fn days_have_their_labels_and_the_rest_together(store: &dyn Store) -> Result<()> {
    for (offset, labels) in [
        (-1, &["long ago", "long ago", "long ago", "long ago"][..]),
        (0, &["often", "rare", "", ""]),
        (2, &["often", "often", "seldom"]),
    ] {
        for label in labels {
            store.dumps().insert(of_day(offset, label)).await?;
        }
    }
    let days = store.statistics().list_days(day(0), 2).await?;
    let expected = [
        entry(0, None, 1, 14),
        entry(0, Some(""), 2, 28),
        entry(0, Some("often"), 1, 14),
        entry(2, None, 1, 14),
        entry(2, Some("often"), 2, 28),
    ];
    assert_eq!(days, expected);
    Ok(())
}
