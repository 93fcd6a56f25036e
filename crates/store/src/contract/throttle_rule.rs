//! Promises of [`crate::ThrottleRuleRepo`].

use model::{ThrottleRule, ThrottleRuleSettings};

use super::fixture::moment;
use crate::{Discards, Result, Store};

fn rule(name: &str) -> ThrottleRuleSettings {
    ThrottleRuleSettings {
        name: name.to_owned(),
        product: None,
        version: None,
        key: None,
        share: 100,
        per_minute: None,
    }
}

fn discards(rule: &str, count: u64, second: i64) -> Discards {
    Discards {
        rule: rule.to_owned(),
        count,
        last_at: moment(second),
    }
}

fn fresh(settings: ThrottleRuleSettings) -> ThrottleRule {
    ThrottleRule {
        settings,
        discarded: 0,
        last_discarded_at: None,
    }
}

pub(super) async fn replace_returns_what_list_finds_in_order(store: &dyn Store) -> Result<()> {
    let rules = store.throttle_rules();
    assert_eq!(rules.list().await?, []);
    let whole = ThrottleRuleSettings {
        name: "old".to_owned(),
        product: Some("Pain?".to_owned()),
        version: Some("1.*".to_owned()),
        key: Some("Nächtlich".to_owned()),
        share: 0,
        per_minute: Some(u32::MAX),
    };
    for new in [
        vec![rule("b"), whole.clone(), rule("a")],
        vec![rule("a"), rule("c"), whole],
        vec![],
    ] {
        let expected: Vec<_> = new.iter().cloned().map(fresh).collect();
        assert_eq!(rules.replace(new).await?, expected);
        assert_eq!(rules.list().await?, expected);
    }
    Ok(())
}

pub(super) async fn a_rule_that_keeps_its_name_keeps_its_count(store: &dyn Store) -> Result<()> {
    let rules = store.throttle_rules();
    rules.replace(vec![rule("a"), rule("b")]).await?;
    rules.add_discards(vec![discards("a", 3, 5)]).await?;
    let changed = ThrottleRuleSettings {
        share: 10,
        ..rule("a")
    };
    let replaced = rules.replace(vec![rule("c"), changed.clone()]).await?;
    let counted = ThrottleRule {
        settings: changed,
        discarded: 3,
        last_discarded_at: Some(moment(5)),
    };
    assert_eq!(replaced, [fresh(rule("c")), counted]);
    rules.replace(vec![rule("c")]).await?;
    let again = rules.replace(vec![rule("a")]).await?;
    assert_eq!(again, [fresh(rule("a"))]);
    Ok(())
}

pub(super) async fn discards_are_added_up(store: &dyn Store) -> Result<()> {
    let rules = store.throttle_rules();
    rules.replace(vec![rule("a"), rule("b")]).await?;
    rules
        .add_discards(vec![discards("a", 1, 5), discards("gone", 9, 9)])
        .await?;
    rules
        .add_discards(vec![discards("a", 2, 4), discards("b", 1, 6)])
        .await?;
    let listed = rules.list().await?;
    let counts: Vec<_> = listed
        .iter()
        .map(|rule| (rule.discarded, rule.last_discarded_at))
        .collect();
    assert_eq!(counts, [(3, Some(moment(5))), (1, Some(moment(6)))]);
    Ok(())
}
