//! Every component in every state, on one page at `/styleguide`.
//!
//! In debug builds alone: it is for whoever changes a style, who looks at it light, dark,
//! wide and narrow. What stands around every page (header, theme switch, shortcuts) is seen
//! there as well.
//!
//! To add a component: its states, in the file of its kind.

mod controls;
mod facts;
mod lists;
mod messages;

use leptos::prelude::*;
use leptos_meta::Title;

use self::controls::{Buttons, Dialogs, Fields, States};
use self::facts::{Facts, Figures, Texts};
use self::lists::{Crashes, Tables, Tags, Uploads};
use self::messages::{Alerts, Loading, Nothing, Toasts};

/// Where it is.
pub(crate) const PATH: &str = "/styleguide";

#[component]
pub(crate) fn StyleGuide() -> impl IntoView {
    view! {
        <Title text="Style guide" />
        <header class="page__header">
            <h1>"Style guide"</h1>
        </header>
        <Buttons />
        <Fields />
        <Dialogs />
        <Alerts />
        <Toasts />
        <Tags />
        <Facts />
        <Texts />
        <Figures />
        <Tables />
        <Crashes />
        <States />
        <Uploads />
        <Loading />
        <Nothing />
    }
}
