//! What is decided about a client: its name, what it may do, and until when.

use leptos::prelude::*;

use super::check_box::CheckBox;
use super::field::Field;
use super::field_error::FieldError;
use crate::change::Change;

#[component]
pub(crate) fn ClientFields(
    name: String,
    upload: bool,
    read: bool,
    write: bool,
    /// As a form holds it; empty for never.
    last_day: String,
    change: Change,
) -> impl IntoView {
    view! {
        <Field
            label="Name"
            name="name"
            kind="text"
            autocomplete="off"
            hint="What it is for, such as: Nightly builds."
            value=name
            change
        />
        <fieldset class="choices" aria-describedby="scopes-error">
            <legend class="field__label">"It may"</legend>
            <CheckBox label="Upload dumps" name="upload" is_ticked=upload />
            <CheckBox label="Read: list, view and download dumps" name="read" is_ticked=read />
            <CheckBox
                label="Write: label, replace and delete dumps; includes Read"
                name="write"
                is_ticked=write
            />
            <FieldError name="scopes" change />
        </fieldset>
        <Field
            label="Last day"
            name="expires_at"
            kind="date"
            autocomplete="off"
            required=false
            hint="In UTC. Empty: it does not expire."
            value=last_day
            change
        />
    }
}
