//! What is decided about a throttle rule.

use leptos::prelude::*;

use super::field::Field;
use crate::api::ThrottleRule;
use crate::change::Change;

#[component]
pub(crate) fn ThrottleRuleFields(
    /// What the fields hold at first.
    rule: ThrottleRule,
    change: Change,
) -> impl IntoView {
    view! {
        <Field
            label="Name"
            name="name"
            kind="text"
            autocomplete="off"
            hint="Letters, digits, hyphens, underscores and dots. Firefox is told it; another name begins another count."
            value=rule.name
            change
        />
        <Field
            label="Product"
            name="product"
            kind="text"
            autocomplete="off"
            required=false
            hint="Empty: any. * stands for any text, ? for any character."
            value=rule.product
            change
        />
        <Field
            label="Version"
            name="version"
            kind="text"
            autocomplete="off"
            required=false
            hint="As above, such as: 1.*"
            value=rule.version
            change
        />
        <Field
            label="Key of"
            name="key"
            kind="text"
            autocomplete="off"
            required=false
            hint="Name or number of a client. Empty: any, or none."
            value=rule.key
            change
        />
        <Field
            label="Percent kept"
            name="share"
            kind="number"
            autocomplete="off"
            hint="0 keeps nothing, 100 everything."
            value=rule.share.to_string()
            change
        />
        <Field
            label="At most a minute"
            name="per_minute"
            kind="number"
            autocomplete="off"
            required=false
            hint="Empty: no limit."
            value=rule.per_minute
            change
        />
    }
}
