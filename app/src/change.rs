//! A change that a form asks the server for.
//!
//! Leptos's `ServerAction` and `ActionForm` do the same, and weigh some 10 KB each in
//! the browser, for every form anew; this is there once. A form has the server
//! function's URL as its action, so that it works without JavaScript; with JavaScript
//! its `submit` handler calls [`Change::run`].

use std::pin::Pin;

use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::task::spawn_local;

use crate::AppError;

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Idle,
    UnderWay,
    Done,
    Failed(AppError),
}

/// How a change stands; a handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    state: RwSignal<State>,
}

impl Change {
    /// A change by the server function `F`.
    ///
    /// A form sent without JavaScript that failed is led back to its page with the
    /// error in the URL; the change begins with that error.
    pub(crate) fn by<F: ServerFn>() -> Self {
        Self::at(F::PATH)
    }

    fn at(path: &str) -> Self {
        let error = use_context::<ServerActionError>().filter(|error| error.path() == path);
        let state = error.map_or(State::Idle, |error| {
            State::Failed(ServerFnUrlError::decode_err(error.err()))
        });
        Self {
            state: RwSignal::new(state),
        }
    }

    /// Takes the steps of the change, unless it is under way already.
    pub(crate) fn run(self, steps: impl Future<Output = Result<(), AppError>> + 'static) {
        self.run_boxed(Box::pin(steps));
    }

    fn run_boxed(self, steps: Pin<Box<dyn Future<Output = Result<(), AppError>>>>) {
        if self.is_under_way() {
            return;
        }
        self.state.set(State::UnderWay);
        spawn_local(async move {
            let state = match steps.await {
                Ok(()) => State::Done,
                Err(error) => State::Failed(error),
            };
            // The page may be gone, and its signals with it.
            let _ = self.state.try_set(state);
        });
    }

    pub(crate) fn is_under_way(self) -> bool {
        *self.state.read() == State::UnderWay
    }

    pub(crate) fn is_done(self) -> bool {
        *self.state.read() == State::Done
    }

    /// The value of a field's `aria-invalid`.
    pub(crate) fn is_invalid(self, field: &str) -> Option<&'static str> {
        let error = self.error()?;
        (!error.field(field).is_empty()).then_some("true")
    }

    /// Why it failed.
    pub(crate) fn error(self) -> Option<AppError> {
        match &*self.state.read() {
            State::Failed(error) => Some(error.clone()),
            _ => None,
        }
    }
}
