//! What a page has loaded.

use std::sync::Arc;

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::error_view::ErrorView;
use crate::api::Drawing;
use crate::browser::look_again;
use crate::load::{Answer, Load};
use crate::question::Question;
use crate::{AppError, json};

type Render = Arc<dyn Fn(&str) -> AnyView + Send + Sync>;

/// Shows the skeleton until there is an answer, and then the answer by `view`, or what
/// went wrong in place of it. While another answer is on its way, the one before stays; a server
/// that does not answer is asked again and again.
#[component]
pub(crate) fn Loaded<Q>(
    load: Load<Q>,
    skeleton: fn() -> AnyView,
    view: impl Fn(Q::Output) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    Q: Question<Output: DeserializeOwned>,
{
    let render = move |answer: &str| match json::read(answer) {
        Ok(answer) => view(answer),
        Err(_) => failed(AppError::Outdated),
    };
    loaded(load.answer(), skeleton, None, Arc::new(render))
}

/// As [`Loaded`], what the server has drawn: it takes none of the code that reads other answers.
#[component]
pub(crate) fn LoadedDrawing<Q: Question<Output = Drawing>>(
    load: Load<Q>,
    skeleton: fn() -> AnyView,
    view: impl Fn(Drawing) -> AnyView + Send + Sync + 'static,
    /// What is shown when it cannot be loaded, in place of the error.
    #[prop(optional)]
    otherwise: Option<fn() -> AnyView>,
) -> impl IntoView {
    let render = move |answer: &str| match json::read_plain(answer) {
        Ok(drawing) => view(drawing),
        Err(_) => failed(AppError::Outdated),
    };
    loaded(load.answer(), skeleton, otherwise, Arc::new(render))
}

/// Not generic, so that it is there once.
fn loaded(
    answer: Answer,
    skeleton: fn() -> AnyView,
    otherwise: Option<fn() -> AnyView>,
    render: Render,
) -> AnyView {
    let (is_loading, set_loading) = signal(false);
    let content = move || {
        let render = render.clone();
        Suspend::new(async move {
            match answer.await {
                Ok(json) => render(&json),
                Err(error) => {
                    if error == AppError::Unreachable {
                        look_again(Callback::new(move |()| answer.refetch()));
                    }
                    otherwise.map_or_else(|| failed(error), |show| show())
                }
            }
        })
    };
    view! {
        <div class="loaded" aria-busy=move || is_loading.get().to_string()>
            <Transition fallback=skeleton set_pending=set_loading>
                {content}
            </Transition>
        </div>
    }
    .into_any()
}

fn failed(error: AppError) -> AnyView {
    view! { <ErrorView error /> }.into_any()
}
