//! Which page of which list a URL shows.

use leptos::ev::SubmitEvent;

use crate::browser::field_text;
use crate::query::{self, Parameters};

/// A list whose filters, order and pages are in its URL.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct List {
    path: &'static str,
    /// The parameters, in the order of the URL.
    names: &'static [&'static str],
}

pub(crate) static DUMPS: List = List {
    path: "/dumps",
    names: &[
        "q",
        "label",
        "signature",
        "state",
        "product",
        "version",
        "platform",
        "module",
        "archived",
        "period",
        "from",
        "to",
        "min",
        "max",
        "order",
        "after",
    ],
};

pub(crate) static CRASHES: List = List {
    path: "/crashes",
    names: &[
        "q",
        "product",
        "version",
        "platform",
        "first_version",
        "state",
        "new",
        "seen",
        "order",
        "after",
    ],
};

/// Where a page begins, and how the list is sorted, leave nothing out.
const NOT_FILTERS: [&str; 2] = ["order", "after"];

/// Which page of which list: the parameters of its URL, read by the server alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListQuery {
    list: &'static List,
    values: Vec<(&'static str, String)>,
}

impl ListQuery {
    fn of(list: &'static List, value: impl Fn(&'static str) -> Option<String>) -> Self {
        // Fields that were left empty count as not filled in.
        let filled = |name: &&'static str| Some((*name, value(name).filter(|it| !it.is_empty())?));
        Self {
            list,
            values: list.names.iter().filter_map(filled).collect(),
        }
    }

    pub(crate) fn of_parameters(list: &'static List, parameters: &Parameters) -> Self {
        Self::of(list, |name| parameters.get(name).map(str::to_owned))
    }

    /// What the text of a query says.
    pub(crate) fn of_text(list: &'static List, query: &str) -> Self {
        Self::of_parameters(list, &Parameters::parse(query))
    }

    /// What somebody has filled in: the first page of it.
    pub(crate) fn of_form(list: &'static List, event: &SubmitEvent) -> Self {
        Self::of(list, |name| Some(field_text(event, name)))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(its, _)| *its == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The same list with another value of one parameter.
    pub(crate) fn with(&self, name: &'static str, value: Option<&str>) -> Self {
        Self::of(self.list, |its| {
            let value = if its == name { value } else { self.get(its) };
            value.map(str::to_owned)
        })
    }

    /// The same rows, from another place in the list.
    pub(crate) fn at(&self, after: Option<&str>) -> Self {
        self.with("after", after)
    }

    /// The same rows in another order, from the first.
    pub(crate) fn ordered(&self, ordering: &str) -> Self {
        self.with("order", Some(ordering)).at(None)
    }

    /// Where the whole list is.
    pub(crate) fn path(&self) -> &'static str {
        self.list.path
    }

    /// The address of the page of the list.
    pub(crate) fn url(&self) -> String {
        self.url_of(self.list.path)
    }

    /// The address of another page that keeps the list in mind.
    pub(crate) fn url_of(&self, path: &str) -> String {
        query::url(path, &self.parameters())
    }

    /// As in a URL, without the path.
    pub(crate) fn text(&self) -> String {
        query::form(&self.parameters())
    }

    fn parameters(&self) -> Vec<(&str, Option<&str>)> {
        let parameters = self.values.iter();
        parameters
            .map(|(name, value)| (*name, Some(value.as_str())))
            .collect()
    }

    /// Whether it leaves rows out.
    pub(crate) fn is_filtered(&self) -> bool {
        self.values
            .iter()
            .any(|(name, _)| !NOT_FILTERS.contains(name))
    }
}
