//! Labels to choose from.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use crate::api::SuggestLabels;
use crate::json;
use crate::transport::post;

/// The most frequent labels, fetched when somebody is about to need them; a handle,
/// cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LabelSuggestions {
    labels: RwSignal<Vec<String>>,
}

impl LabelSuggestions {
    pub(crate) fn provide() {
        provide_context(Self {
            labels: RwSignal::default(),
        });
    }

    pub(crate) fn get(self) -> Vec<String> {
        self.labels.get()
    }

    /// Looks for labels that have come into use since.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            // Without suggestions the field works as well: an error is no news.
            if let Ok(answer) = post(SuggestLabels::PATH, "").await
                && let Ok(labels) = json::read(&answer)
            {
                self.labels.set(labels);
            }
        });
    }
}

pub(crate) fn use_label_suggestions() -> LabelSuggestions {
    expect_context()
}
