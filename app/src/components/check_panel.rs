//! Holding the stored dumps against the database: the last check, and the next.

use leptos::prelude::*;

use super::alert::{Alert, Tone};
use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::check_box::CheckBox;
use super::local_time::LocalTime;
use super::moment::Moment;
use super::panel::Panel;
use super::submit_button::SubmitButton;
use crate::api::{CheckCause, CheckOutcome, PastCheck, RunningCheck};
use crate::browser::look_again;
use crate::change::Change;
use crate::format::{dumps_in_words, with_separators};

#[component]
pub(crate) fn CheckPanel(
    running: Option<RunningCheck>,
    last: Option<PastCheck>,
    /// How many there are.
    dumps: u64,
    change: Change,
    /// There is something new to load.
    on_news: Callback<()>,
) -> impl IntoView {
    let on_started = Callback::new(move |_| on_news.run(()));
    let next = match running {
        Some(check) => view! { <Running check dumps on_news /> }.into_any(),
        None => view! {
            <ChangeForm change class="form" on_done=on_started>
                <CheckBox
                    label="Read every byte, which takes longer than comparing names and sizes"
                    name="verify"
                    is_ticked=false
                />
                <SubmitButton change class="button">
                    "Check now"
                </SubmitButton>
            </ChangeForm>
        }
        .into_any(),
    };
    view! {
        <Panel title="Check of the stored dumps">
            <p>
                "Holds the files against the database. It goes on beside everything else and changes nothing; "
                <code>"crash-store fsck --repair"</code>
                " puts right what it finds, while the server is stopped."
            </p>
            {last.map(|check| view! { <Past check /> })}
            {next}
            <ChangeError change />
        </Panel>
    }
}

#[component]
fn Running(check: RunningCheck, dumps: u64, on_news: Callback<()>) -> impl IntoView {
    look_again(on_news);
    let checked = format!(
        "{} of {}",
        with_separators(check.checked),
        dumps_in_words(dumps)
    );
    view! {
        <div role="status">
            "A check is under way: " {how(check.cause.verify)} ", " {by(&check.cause)} "."
        </div>
        <div class="progress">
            <progress
                class="progress__bar"
                max=dumps.max(1).to_string()
                value=check.checked.to_string()
                aria-label="Dumps checked"
            ></progress>
            <span>{checked}</span>
        </div>
    }
}

#[component]
fn Past(check: PastCheck) -> impl IntoView {
    let PastCheck {
        cause,
        milliseconds,
        outcome,
        findings,
    } = check;
    let more = match &outcome {
        CheckOutcome::Done { findings: all, .. } => all.saturating_sub(findings.len() as u64),
        CheckOutcome::Failed(_) => 0,
    };
    let result = match outcome {
        CheckOutcome::Failed(reason) => {
            view! { <Alert tone=Tone::Danger>"The check failed: " {reason}</Alert> }.into_any()
        }
        CheckOutcome::Done {
            dumps,
            symbols,
            findings: 0,
        } => format!("{}, and nothing is wrong.", looked_at(dumps, symbols)).into_any(),
        CheckOutcome::Done {
            dumps,
            symbols,
            findings,
        } => {
            let things = if findings == 1 { "thing" } else { "things" };
            let text = format!(
                "{}, and {} {things} found.",
                looked_at(dumps, symbols),
                with_separators(findings)
            );
            view! { <Alert tone=Tone::Danger>{text}</Alert> }.into_any()
        }
    };
    let finding = |text: String| view! { <li>{text}</li> };
    view! {
        <dl class="facts">
            <div>
                <dt>"Last check"</dt>
                <dd>
                    <Moment at=cause.began />
                    <LocalTime at=cause.began />
                </dd>
            </div>
            <div>
                <dt>"Looked at"</dt>
                <dd>{how(cause.verify)} ", " {by(&cause)} ", in " {took(milliseconds)}</dd>
            </div>
            <div>
                <dt>"Result"</dt>
                <dd>{result}</dd>
            </div>
        </dl>
        {(!findings.is_empty())
            .then(|| {
                view! {
                    <ul class="findings">
                        {findings.into_iter().map(finding).collect_view()}
                        {(more > 0)
                            .then(|| {
                                view! { <li>"and " {with_separators(more)} " more"</li> }
                            })}
                    </ul>
                }
            })}
    }
}

/// `3 dumps`, `3 dumps and 2 symbol files`
fn looked_at(dumps: u64, symbols: u64) -> String {
    let dumps = dumps_in_words(dumps);
    match symbols {
        0 => dumps,
        1 => format!("{dumps} and 1 symbol file"),
        _ => format!("{dumps} and {} symbol files", with_separators(symbols)),
    }
}

fn how(verify: bool) -> &'static str {
    if verify {
        "every byte"
    } else {
        "names and sizes"
    }
}

fn by(cause: &CheckCause) -> String {
    match &cause.by {
        Some(email) => format!("asked for by {email}"),
        None => "at the start of the server".to_owned(),
    }
}

fn took(milliseconds: i64) -> String {
    match milliseconds {
        ..1_000 => format!("{milliseconds} ms"),
        1_000..120_000 => format!("{} s", milliseconds / 1_000),
        _ => format!("{} min", milliseconds / 60_000),
    }
}
