//! Where the crashes of a group happen: the stack of one of them.

use leptos::prelude::*;
use model::DumpId;

use super::panel::Panel;
use super::stack_copies::StackCopies;
use crate::api::CrashStack;

#[component]
pub(crate) fn CrashStackPanel(id: DumpId, stack: CrashStack) -> impl IntoView {
    view! {
        <Panel title="Stack">
            <div class="crash">
                <p class="crash__headline">{stack.headline}</p>
                <div class="crash__copies">
                    <StackCopies text=stack.text markdown=stack.markdown />
                    <a href=format!("/dumps/{id}")>"The dump that it is of"</a>
                </div>
                <div class="crash" inner_html=stack.html></div>
            </div>
        </Panel>
    }
}
