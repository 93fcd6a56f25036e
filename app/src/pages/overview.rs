//! The start page: what came in, how much there is.

use leptos::prelude::*;
use leptos_meta::Title;
use model::DumpId;

use crate::api::{GetOverview, Overview};
use crate::arrivals::on_arrival;
use crate::components::{FirstDump, Loaded, NewDumps, dump_skeleton};
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
    let Some(html) = overview.html else {
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
    };
    let on_show = Callback::new(move |()| load.reload());
    view! {
        <NewDumps query=String::new() newest=overview.newest on_show />
        <div class="overview drawn" inner_html=html></div>
    }
    .into_any()
}
