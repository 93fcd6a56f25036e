//! What was done to a dump.

use leptos::prelude::*;

use super::local_time::LocalTime;
use super::moment::Moment;
use crate::api::{History, HistoryEvent};

#[component]
pub(crate) fn DumpHistory(history: History) -> impl IntoView {
    let event = |event: HistoryEvent| {
        view! {
            <li>
                <p>
                    {event
                        .actor
                        .map(|actor| {
                            view! {
                                <strong>{actor}</strong>
                                " "
                            }
                        })} {event.what}
                </p>
                <p class="history__time">
                    <Moment at=event.time />
                    <LocalTime at=event.time />
                </p>
            </li>
        }
    };
    view! {
        // Without markers it would be no list to some readers.
        <ol class="history" role="list">
            {history.events.into_iter().map(event).collect_view()}
        </ol>
        {history.earlier.map(|earlier| view! { <p>{earlier}</p> })}
    }
}
