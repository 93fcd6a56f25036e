//! `/api/throttle-rules/`: which reports of crash clients are kept, for staff.

use std::fmt;

use axum::Json;
use axum::extract::{Request, State};
use model::ThrottleRule;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use service::{MAX_THROTTLE_RULES, ThrottleRuleDraft};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::StaffMember;
use super::body::{open, read};
use super::openapi::refusals::{BadFields, BadThrottleRules, Forbidden, Unauthorized};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::{ApiError, Result};

const NO_LIST: &str = "Send the rules as a JSON list; an empty one removes them all.";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(resource::<StaffMember>(
        "Throttle Rule List",
        routes!(list, replace),
    ))
}

/// List the throttle rules.
///
/// In the order in which they are tried: the first whose conditions all hold decides about a
/// report of a crash client, and without one it is kept.
#[utoipa::path(
    get,
    path = "/throttle-rules/",
    operation_id = "list_throttle_rules",
    tag = "Throttle rules",
    responses(
        (status = 200, description = "Every rule.", body = [schemas::ThrottleRule]),
        Unauthorized,
        Forbidden,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn list(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
) -> Result<Json<Vec<ThrottleRule>>> {
    Ok(Json(state.service.throttle_rules.list(&staff).await?))
}

/// Replace the throttle rules.
///
/// The list is the rules from then on, in this order. What `GET` gives may be sent back: counts
/// are not read, and other fields refused. A rule that keeps its name keeps its count.
#[utoipa::path(
    put,
    path = "/throttle-rules/",
    operation_id = "replace_throttle_rules",
    tag = "Throttle rules",
    request_body = [schemas::ThrottleRuleForm],
    responses(
        (status = 200, description = "The rules as they are now.", body = [schemas::ThrottleRule]),
        BadThrottleRules,
        Unauthorized,
        Forbidden,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn replace(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Vec<ThrottleRule>>> {
    let Some((media_type, body)) = open(request)? else {
        return Err(ApiError::Malformed(NO_LIST.to_owned()));
    };
    if media_type.essence() != "application/json" {
        return Err(media_type.unsupported());
    }
    let RuleList(rules) = serde_json::from_slice(&read(body).await?)
        .map_err(|error| ApiError::Malformed(format!("JSON parse error - {error}")))?;
    let rules = rules.into_iter().map(Rule::into_draft).collect();
    Ok(Json(
        state.service.throttle_rules.replace(&staff, rules).await?,
    ))
}

/// A rule as it is sent. A condition that is misspelt would hold for every report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    name: Option<String>,
    product: Option<String>,
    version: Option<String>,
    key: Option<String>,
    share: Option<i64>,
    per_minute: Option<i64>,
    #[serde(rename = "discarded", default)]
    _discarded: IgnoredAny,
    #[serde(rename = "last_discarded_at", default)]
    _last_discarded_at: IgnoredAny,
}

impl Rule {
    fn into_draft(self) -> ThrottleRuleDraft {
        ThrottleRuleDraft {
            name: self.name,
            product: self.product,
            version: self.version,
            key: self.key,
            share: self.share,
            per_minute: self.per_minute,
            ..ThrottleRuleDraft::default()
        }
    }
}

/// Rules, of which no more are read than there may be, and one that says there are more: in
/// memory they take many times their text.
struct RuleList(Vec<Rule>);

impl<'de> Deserialize<'de> for RuleList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rules;

        impl<'de> Visitor<'de> for Rules {
            type Value = RuleList;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a list of rules")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RuleList, A::Error> {
                let mut rules = Vec::new();
                while let Some(rule) = list.next_element()? {
                    if rules.len() <= MAX_THROTTLE_RULES {
                        rules.push(rule);
                    }
                }
                Ok(RuleList(rules))
            }
        }

        deserializer.deserialize_seq(Rules)
    }
}
