//! Why the change of a drawn form failed as a whole; hidden unless it did (`drawn_form`).

use leptos::prelude::*;

use super::icons::Icon;
use crate::AppError;
use crate::change::Change;

#[component]
pub(crate) fn DrawnError(change: Change) -> impl IntoView {
    let error = change.error();
    let error = error.filter(|error| !matches!(error, AppError::Invalid(_)));
    let text = error.map(|error| error.to_string());
    let is_hidden = text.is_none();
    view! {
        <div class="alert alert--danger" role="alert" data-error-of=change.path() hidden=is_hidden>
            {Icon::Warning.view()}
            <div class="alert__text">{text}</div>
        </div>
    }
}
