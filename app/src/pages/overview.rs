//! The start page: what came in, how much there is.

use leptos::prelude::*;
use leptos_meta::Title;
use model::DumpId;

use crate::api::{GetOverview, Overview};
use crate::arrivals::on_arrival;
use crate::components::{Figures, FirstDump, Loaded, NewDumps, dump_skeleton};
use crate::load::Load;

#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let overview = Load::new(|| GetOverview {});
    let newest = StoredValue::new(DumpId(0));
    let view = move |answer| show(answer, overview, newest);
    view! {
        <Title text="Overview" />
        <header class="page__header">
            <h1>"Overview"</h1>
        </header>
        <Loaded load=overview skeleton=dump_skeleton view />
    }
}

fn show(
    overview: Overview,
    load: Load<GetOverview>,
    // Dumps up to it do not make the page load again.
    newest: StoredValue<DumpId>,
) -> AnyView {
    if overview.dumps == 0 {
        // Whoever sends the first dump waits for it here.
        Effect::new(move || {
            on_arrival(move |id| {
                if id > newest.get_value() {
                    newest.set_value(id);
                    load.reload();
                }
            });
        });
        return view! { <FirstDump /> }.into_any();
    }
    let on_show = Callback::new(move |()| load.reload());
    view! {
        <NewDumps query=String::new() newest=overview.newest on_show />
        <Figures
            today=overview.today
            last_week=overview.last_week
            dumps=overview.dumps
            bytes=overview.bytes
            free_bytes=overview.free_bytes
        />
        <section class="panel">
            <h2>"Uploads of the last 30 days"</h2>
            <div inner_html=overview.chart></div>
        </section>
        {crashes(
            "Top crashes",
            "Open, and seen in the last 7 days.",
            Some("/crashes?seen=week&order=-crashes"),
            overview.top_crashes,
        )}
        {crashes(
            "New in the newest version",
            "Open, and first seen in the newest version of:",
            None,
            overview.new_in_version,
        )}
        {crashes(
            "New crashes",
            "Open, and first seen in the last 7 days.",
            Some("/crashes?new=week&order=-first_seen"),
            overview.new_crashes,
        )}
        {overview
            .labels
            .map(|html| {
                view! {
                    <section class="panel">
                        <h2>"Labels"</h2>
                        <div class="trends" inner_html=html></div>
                    </section>
                }
            })}
        <section class="overview__latest">
            <header class="page__header">
                <h2>"Latest dumps"</h2>
                <a href="/dumps">"All dumps"</a>
            </header>
            <div class="drawn" inner_html=overview.latest></div>
        </section>
    }
    .into_any()
}

/// Groups of crashes, which the server has drawn, and where the others are.
fn crashes(
    title: &'static str,
    which: &'static str,
    all: Option<&'static str>,
    html: Option<String>,
) -> Option<AnyView> {
    let html = html?;
    let view = view! {
        <section class="panel">
            <header class="page__header">
                <h2>{title}</h2>
                {all
                    .map(|all| {
                        view! {
                            <a href=all aria-label=format!("All {}", title.to_ascii_lowercase())>
                                "All"
                            </a>
                        }
                    })}
            </header>
            <p>{which}</p>
            <div class="trends" inner_html=html></div>
        </section>
    };
    Some(view.into_any())
}
