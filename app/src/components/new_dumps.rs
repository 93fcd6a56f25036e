//! Says that dumps have come since the page was loaded.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use model::DumpId;

use crate::api::CountNewDumps;
use crate::arrivals::on_arrival;
use crate::browser::focus_page;
use crate::transport::post;
use crate::{json, query};

/// What is shown stays as it is until the reader asks for the new ones.
#[component]
pub(crate) fn NewDumps(
    /// The list that they are counted in, as the parameters of its URL.
    query: String,
    /// What was the newest dump when the page was loaded.
    newest: DumpId,
    on_show: Callback<()>,
) -> impl IntoView {
    let news = RwSignal::new(None::<String>);
    let form = query::form(&[
        ("query", Some(&query)),
        ("since", Some(&newest.to_string())),
    ]);
    Effect::new(move || {
        let form = form.clone();
        on_arrival(move |id| {
            if id > newest {
                spawn_local(count(form.clone(), news));
            }
        });
    });
    view! {
        <div class="news" role="status">
            {move || {
                let text = news.get()?;
                Some(
                    view! {
                        <span>{text}</span>
                        <button
                            class="button button--primary"
                            type="button"
                            on:click=move |_| {
                                focus_page();
                                on_show.run(());
                            }
                        >
                            "Show"
                        </button>
                    },
                )
            }}
        </div>
    }
}

/// What cannot be counted now is counted at the next news.
async fn count(form: String, news: RwSignal<Option<String>>) {
    if let Ok(answer) = post(CountNewDumps::PATH, &form).await
        && let Ok(text) = json::read_plain(&answer)
    {
        // The list may be gone by now.
        let _ = news.try_set(text);
    }
}
