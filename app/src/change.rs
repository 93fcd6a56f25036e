//! A change that a form asks the server for.
//!
//! Leptos's `ServerAction` and `ActionForm` do the same, and weigh some 10 KB each in
//! the browser, for every form anew; this is there once.

use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::task::spawn_local;

use crate::AppError;
use crate::transport::post;

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Idle,
    UnderWay,
    Done,
    Failed(AppError),
}

/// How a change stands; a handle, cheap to copy. `ChangeForm` sends it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    path: &'static str,
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

    fn at(path: &'static str) -> Self {
        let error = use_context::<ServerActionError>().filter(|error| error.path() == path);
        let state = error.map_or(State::Idle, |error| {
            State::Failed(ServerFnUrlError::decode_err(error.err()))
        });
        Self {
            path,
            state: RwSignal::new(state),
        }
    }

    /// Where the server function is.
    pub(crate) fn path(self) -> &'static str {
        self.path
    }

    /// Sends a form, unless one is under way already. `on_done` is told the answer, if the
    /// page still waits for it.
    pub(crate) fn send(self, form: String, on_done: Callback<String>) {
        self.send_to(self.path, form, on_done);
    }

    /// Sends the form to another server function, which takes the same fields: what is wrong
    /// with them is told in the same places.
    pub(crate) fn send_by<F: ServerFn>(self, form: String, on_done: Callback<String>) {
        self.send_to(F::PATH, form, on_done);
    }

    fn send_to(self, path: &'static str, form: String, on_done: Callback<String>) {
        if self.is_under_way() {
            return;
        }
        self.state.set(State::UnderWay);
        spawn_local(async move {
            let state = match post(path, &form).await {
                Ok(answer) => {
                    on_done.try_run(answer);
                    State::Done
                }
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

/// Changes of nothing, which show what the others look like.
#[cfg(debug_assertions)]
impl Change {
    pub(crate) fn idle() -> Self {
        Self::standing(State::Idle)
    }

    pub(crate) fn under_way() -> Self {
        Self::standing(State::UnderWay)
    }

    pub(crate) fn failed(error: AppError) -> Self {
        Self::standing(State::Failed(error))
    }

    fn standing(state: State) -> Self {
        Self {
            path: "/ui/api/nothing",
            state: RwSignal::new(state),
        }
    }
}
