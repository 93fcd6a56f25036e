//! The start page: what came in, how much there is.

use leptos::prelude::*;
use leptos_meta::Title;
use model::DumpId;

use crate::api::{Drawing, GetOverview};
use crate::arrivals::on_arrival;
use crate::components::{Drawn, LoadedDrawing, NewDumps, dump_skeleton};
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
        <LoadedDrawing load=overview skeleton=dump_skeleton view />
    }
}

fn show(
    overview: Drawing,
    load: Load<GetOverview>,
    // Dumps up to it do not make the page load again.
    newest: StoredValue<DumpId>,
) -> AnyView {
    let html = overview.parts.concat();
    if !overview.is_final {
        // Whoever sends the first dump waits for it here.
        Effect::new(move || {
            on_arrival(move |id| {
                if id > newest.get_value() {
                    newest.set_value(id);
                    load.reload();
                }
            });
        });
        return view! { <Drawn html /> }.into_any();
    }
    let on_show = Callback::new(move |()| load.reload());
    view! {
        <NewDumps query=String::new() newest=overview.newest on_show />
        <Drawn html />
    }
    .into_any()
}
