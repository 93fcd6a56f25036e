//! Throttle rules, for administrators.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// A rule as pages show it; texts are as forms hold them, empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleRule {
    pub name: String,
    pub product: String,
    pub version: String,
    pub key: String,
    pub share: u8,
    pub per_minute: String,
    pub discarded: u64,
    /// In seconds since 1970.
    pub last_discarded: Option<i64>,
}

#[cfg(feature = "ssr")]
impl From<model::ThrottleRule> for ThrottleRule {
    fn from(rule: model::ThrottleRule) -> Self {
        let settings = rule.settings;
        Self {
            name: settings.name,
            product: settings.product.unwrap_or_default(),
            version: settings.version.unwrap_or_default(),
            key: settings.key.unwrap_or_default(),
            share: settings.share,
            per_minute: settings
                .per_minute
                .map_or_else(String::new, |number| number.to_string()),
            discarded: rule.discarded,
            last_discarded: rule.last_discarded_at.map(|at| at.timestamp()),
        }
    }
}

/// What the page of the rules shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleRuleList {
    pub rules: Vec<ThrottleRule>,
    /// The one that is to be changed.
    pub edited: Option<ThrottleRule>,
}

/// Every rule, and the one of the name `edit`.
#[server(prefix = "/ui/api", endpoint = "list_throttle_rules", output = Answer)]
pub async fn list_throttle_rules(
    #[server(default)] edit: Option<String>,
) -> Result<ThrottleRuleList, AppError> {
    use service::Error;

    use crate::context::AppContext;

    let context = AppContext::current();
    let rules = &context.service.throttle_rules;
    let rules = rules.list(&context.staff()?).await?;
    let rules: Vec<_> = rules.into_iter().map(ThrottleRule::from).collect();
    let edited = match edit {
        None => None,
        Some(name) => {
            let edited = rules.iter().find(|rule| rule.name == name);
            Some(edited.ok_or(Error::NotFound("ThrottleRule"))?.clone())
        }
    };
    Ok(ThrottleRuleList { rules, edited })
}

impl Question for ListThrottleRules {
    fn parameters(&self) -> String {
        query::form(&[("edit", self.edit.as_deref())])
    }
}

#[server(prefix = "/ui/api", endpoint = "add_throttle_rule", output = Answer)]
pub async fn add_throttle_rule(
    name: String,
    #[server(default)] product: String,
    #[server(default)] version: String,
    #[server(default)] key: String,
    #[server(default)] share: String,
    #[server(default)] per_minute: String,
) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let draft = draft(name, [product, version, key], &share, &per_minute);
    let rules = &context.service.throttle_rules;
    rules.add(&context.staff()?, draft).await?;
    redirect_plain_form(RULES);
    Ok(())
}

/// `id` is the name that the rule has so far.
#[server(prefix = "/ui/api", endpoint = "update_throttle_rule", output = Answer)]
pub async fn update_throttle_rule(
    id: String,
    name: String,
    #[server(default)] product: String,
    #[server(default)] version: String,
    #[server(default)] key: String,
    #[server(default)] share: String,
    #[server(default)] per_minute: String,
) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let draft = draft(name, [product, version, key], &share, &per_minute);
    let rules = &context.service.throttle_rules;
    rules.update(&context.staff()?, &id, draft).await?;
    redirect_plain_form(RULES);
    Ok(())
}

/// Up with `up`, down without.
#[server(prefix = "/ui/api", endpoint = "move_throttle_rule", output = Answer)]
pub async fn move_throttle_rule(
    id: String,
    #[server(default)] up: Option<String>,
) -> Result<(), AppError> {
    use service::Direction;

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let direction = if up.is_some() {
        Direction::Up
    } else {
        Direction::Down
    };
    let rules = &context.service.throttle_rules;
    rules.shift(&context.staff()?, &id, direction).await?;
    redirect_plain_form(RULES);
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "delete_throttle_rule", output = Answer)]
pub async fn delete_throttle_rule(id: String) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let rules = &context.service.throttle_rules;
    rules.delete(&context.staff()?, &id).await?;
    redirect_plain_form(RULES);
    Ok(())
}

#[cfg(feature = "ssr")]
const RULES: &str = "/connect/rules";

#[cfg(feature = "ssr")]
fn draft(
    name: String,
    [product, version, key]: [String; 3],
    share: &str,
    per_minute: &str,
) -> service::ThrottleRuleDraft {
    // What is no number is refused like one that is out of range.
    let number = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| text.parse().unwrap_or(-1))
    };
    service::ThrottleRuleDraft {
        name: Some(name),
        product: Some(product),
        version: Some(version),
        key: Some(key),
        share: number(share),
        per_minute: number(per_minute),
        ..service::ThrottleRuleDraft::default()
    }
}
