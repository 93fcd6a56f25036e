//! What a page loads.

use std::marker::PhantomData;

use leptos::prelude::*;

use crate::AppError;
use crate::json::Json;
use crate::question::{Asked, Question, ask};

/// The JSON of an answer, or why there is none.
pub(crate) type Answer = Resource<Result<String, AppError>, Json>;

/// The answer to a question, asked anew when the question changes; a handle, cheap to
/// copy. `Loaded` shows it.
pub(crate) struct Load<Q> {
    answer: Answer,
    question: PhantomData<fn() -> Q>,
}

impl<Q> Clone for Load<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q> Copy for Load<Q> {}

impl<Q: Question<Output: serde::Serialize>> Load<Q> {
    /// Loads what `question`, which tracks what it reads, asks for.
    pub(crate) fn new(question: impl Fn() -> Q + Clone + Send + Sync + 'static) -> Self {
        let parameters = {
            let question = question.clone();
            move || question().parameters()
        };
        #[cfg(feature = "ssr")]
        let fetch = move |_| ask(untrack(&question));
        #[cfg(not(feature = "ssr"))]
        let fetch = |parameters| ask(Q::PATH, parameters);
        Self {
            answer: resource(Box::new(parameters), Box::new(fetch)),
            question: PhantomData,
        }
    }
}

impl<Q> Load<Q> {
    pub(crate) fn answer(self) -> Answer {
        self.answer
    }

    /// Asks the same once more.
    pub(crate) fn reload(self) {
        self.answer.refetch();
    }
}

/// Not generic, so that it is there once.
fn resource(
    parameters: Box<dyn Fn() -> String + Send + Sync>,
    fetch: Box<dyn Fn(String) -> Asked + Send + Sync>,
) -> Answer {
    Resource::new_with_options(parameters, fetch, false)
}
