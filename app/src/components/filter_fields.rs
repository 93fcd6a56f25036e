//! Fields by which a list is filtered: they hold what the URL says.

use leptos::prelude::*;

use crate::api::ListQuery;

pub(super) type Query = Signal<ListQuery>;

/// What the URL says of a parameter.
pub(super) fn value(name: &'static str, query: Query) -> Signal<String> {
    Signal::derive(move || query.read().get(name).unwrap_or_default().to_owned())
}

pub(super) fn text(
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    placeholder: &'static str,
    query: Query,
) -> AnyView {
    let value = value(name, query);
    view! {
        <div class="field">
            <label class="field__label" for=name>
                {label}
            </label>
            <input
                class="input"
                id=name
                name=name
                type=kind
                placeholder=placeholder
                autocomplete="off"
                inputmode=(kind == "text").then_some("decimal")
                value=value.get_untracked()
                prop:value=value
            />
        </div>
    }
    .into_any()
}

pub(super) fn choice(
    name: &'static str,
    label: &'static str,
    options: &'static [(&str, &str)],
    query: Query,
) -> AnyView {
    let chosen = value(name, query);
    let option = move |(value, text): &'static (&str, &str)| {
        view! {
            <option value=*value selected=move || chosen.read().as_str() == *value>
                {*text}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=name>
                {label}
            </label>
            <select class="input" id=name name=name>
                {options.iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// What no field shows, and the list keeps.
pub(super) fn hidden(name: &'static str, query: Query) -> AnyView {
    let value = value(name, query);
    view! { <input type="hidden" name=name prop:value=value value=value.get_untracked() /> }
        .into_any()
}

/// The way back to the whole list, when something is left out.
pub(super) fn clear(query: Query) -> impl IntoView {
    move || {
        let query = query.read();
        query.is_filtered().then(|| {
            view! {
                <a class="button button--quiet" href=query.path()>
                    "Clear"
                </a>
            }
        })
    }
}
