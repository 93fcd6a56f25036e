//! Which dumps the list shows.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::query;

/// Which page of which dumps, as the URL of the list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpListQuery {
    /// The whole label.
    #[serde(default)]
    pub label: Option<String>,
    /// A part of the name or the label.
    #[serde(default)]
    pub q: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
}

impl DumpListQuery {
    /// Fields that were left empty count as not filled in.
    pub(crate) fn of_parameters(parameters: &ParamsMap) -> Self {
        let parameter = |name| {
            let text = parameters.get_str(name).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        Self {
            label: parameter("label"),
            q: parameter("q"),
            after: parameter("after"),
        }
    }

    /// The same dumps, from another place in the list.
    pub(crate) fn at(&self, after: Option<String>) -> Self {
        Self {
            after,
            ..self.clone()
        }
    }

    /// The address of the page of the list.
    pub(crate) fn url(&self) -> String {
        query::url(
            "/dumps",
            &[
                ("q", self.q.as_deref()),
                ("label", self.label.as_deref()),
                ("after", self.after.as_deref()),
            ],
        )
    }

    /// Whether it leaves dumps out.
    pub(crate) fn is_filtered(&self) -> bool {
        self.label.is_some() || self.q.is_some()
    }
}
