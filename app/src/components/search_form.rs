//! A search that is kept in the URL, with or without JavaScript.

use leptos::prelude::*;

use super::icons::Icon;

#[component]
pub(crate) fn SearchForm(
    /// The page that it searches.
    path: &'static str,
    placeholder: &'static str,
    /// What is searched for now.
    #[prop(into)]
    q: Signal<Option<String>>,
) -> impl IntoView {
    let text = move || q.get().unwrap_or_default();
    let clear = move || {
        q.read().is_some().then(|| {
            view! {
                <a class="button button--quiet" href=path>
                    "Clear"
                </a>
            }
        })
    };
    view! {
        <form class="filter" role="search" method="get" action=path>
            <div class="filter__row">
                <div class="filter__search">
                    <div class="field">
                        <label class="field__label" for="q">
                            "Search"
                        </label>
                        <input
                            class="input"
                            id="q"
                            name="q"
                            type="search"
                            placeholder=placeholder
                            autocomplete="off"
                            value=untrack(text)
                            prop:value=text
                        />
                    </div>
                </div>
                <div class="filter__actions">
                    <button class="button" type="submit">
                        {Icon::Search.view()}
                        "Filter"
                    </button>
                    {clear}
                </div>
            </div>
        </form>
    }
}
