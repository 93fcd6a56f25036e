//! Throttle rules in rows.

use leptos::prelude::*;

use super::change_form::ChangeForm;
use super::client_table::last_use;
use super::submit_button::SubmitButton;
use super::table::{Column, Table};
use crate::api::ThrottleRule;
use crate::change::Change;
use crate::format::with_separators;
use crate::query;

const COLUMNS: &[Column] = &[
    Column::text("Name"),
    Column::text("Reports of"),
    Column::text("Kept"),
    Column::number("Discarded"),
    Column::text("Last"),
    Column::text("Order"),
];

/// In the order in which they are tried.
#[component]
pub(crate) fn ThrottleRuleTable(
    rules: Vec<ThrottleRule>,
    /// Moves a rule up or down.
    movement: Change,
    on_moved: Callback<String>,
) -> impl IntoView {
    let row = move |rule: ThrottleRule| {
        let edit = query::url("/connect/rules", &[("edit", Some(&rule.name))]);
        let discarded = with_separators(rule.discarded);
        let last = rule.last_discarded.map(|at| last_use(Some(at)));
        let (about, kept) = (about(&rule), kept(&rule));
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    <a href=edit>{rule.name.clone()}</a>
                </th>
                <td role="cell" class="table__prose">
                    {about}
                </td>
                <td role="cell">{kept}</td>
                <td role="cell" class="table__number table__named" data-name="Discarded">
                    {discarded}
                </td>
                <td role="cell">{last}</td>
                <td role="cell">
                    <div class="moves">
                        <Move name=rule.name.clone() is_up=true movement on_moved />
                        <Move name=rule.name is_up=false movement on_moved />
                    </div>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Throttle rules" columns=COLUMNS>
            {rules.into_iter().map(row).collect_view()}
        </Table>
    }
}

#[component]
fn Move(name: String, is_up: bool, movement: Change, on_moved: Callback<String>) -> impl IntoView {
    let up = is_up.then(|| view! { <input type="hidden" name="up" value="true" /> });
    let (word, sign) = if is_up {
        ("up", "↑")
    } else {
        ("down", "↓")
    };
    view! {
        <ChangeForm change=movement class="moves__form" on_done=on_moved>
            <input type="hidden" name="id" value=name.clone() />
            {up}
            <SubmitButton change=movement class="button button--quiet">
                <span aria-hidden="true">{sign}</span>
                <span class="visually-hidden">{format!("Move {name} {word}")}</span>
            </SubmitButton>
        </ChangeForm>
    }
}

/// `Paint, version 1.*, key Nightly`
fn about(rule: &ThrottleRule) -> String {
    let conditions = [
        ("", &rule.product),
        ("version ", &rule.version),
        ("key ", &rule.key),
    ];
    let given = conditions.into_iter().filter(|(_, text)| !text.is_empty());
    let given: Vec<String> = given.map(|(what, text)| format!("{what}{text}")).collect();
    if given.is_empty() {
        "Everything".to_owned()
    } else {
        given.join(", ")
    }
}

/// `10 %, 60 a minute at most`
fn kept(rule: &ThrottleRule) -> String {
    let share = match rule.share {
        0 => "None".to_owned(),
        100 => "All".to_owned(),
        share => format!("{share} %"),
    };
    if rule.per_minute.is_empty() || rule.share == 0 {
        share
    } else {
        format!("{share}, {} a minute at most", rule.per_minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_told_in_words() {
        let rule = |share, per_minute: &str, version: &str| ThrottleRule {
            share,
            per_minute: per_minute.to_owned(),
            version: version.to_owned(),
            product: "Paint".to_owned(),
            ..ThrottleRule::default()
        };
        for (rule, expected) in [
            (rule(0, "5", ""), ("Paint", "None")),
            (rule(100, "", "1.*"), ("Paint, version 1.*", "All")),
            (rule(10, "60", ""), ("Paint", "10 %, 60 a minute at most")),
            (
                ThrottleRule {
                    share: 100,
                    ..ThrottleRule::default()
                },
                ("Everything", "All"),
            ),
        ] {
            assert_eq!((about(&rule).as_str(), kept(&rule).as_str()), expected);
        }
    }
}
