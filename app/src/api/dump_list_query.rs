//! Which dumps the list shows.

use leptos::ev::SubmitEvent;
use leptos_router::params::ParamsMap;

use crate::browser::field_text;
use crate::query;

/// The parameters of a list, in the order of their URL.
const NAMES: [&str; 13] = [
    "q", "label", "product", "version", "platform", "archived", "period", "from", "to", "min",
    "max", "order", "after",
];
/// Where a page begins, and how the list is sorted, leave no dump out.
const NOT_FILTERS: [&str; 2] = ["order", "after"];

/// Which page of which dumps: the parameters of the list's URL, read by the server alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DumpListQuery(Vec<(&'static str, String)>);

impl DumpListQuery {
    fn of(value: impl Fn(&'static str) -> Option<String>) -> Self {
        // Fields that were left empty count as not filled in.
        let filled = |name| Some((name, value(name).filter(|value| !value.is_empty())?));
        Self(NAMES.into_iter().filter_map(filled).collect())
    }

    pub(crate) fn of_parameters(parameters: &ParamsMap) -> Self {
        Self::of(|name| parameters.get(name))
    }

    /// What somebody has filled in: the first page of it.
    pub(crate) fn of_form(event: &SubmitEvent) -> Self {
        Self::of(|name| Some(field_text(event, name)))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(its, _)| *its == name);
        found.map(|(_, value)| value.as_str())
    }

    fn with(&self, name: &'static str, value: Option<&str>) -> Self {
        Self::of(|its| {
            let value = if its == name { value } else { self.get(its) };
            value.map(str::to_owned)
        })
    }

    /// The same dumps, from another place in the list.
    pub(crate) fn at(&self, after: Option<&str>) -> Self {
        self.with("after", after)
    }

    /// The same dumps in another order, from the first.
    pub(crate) fn ordered(&self, ordering: &str) -> Self {
        self.with("order", Some(ordering)).at(None)
    }

    /// The address of the page of the list.
    pub(crate) fn url(&self) -> String {
        self.url_of("/dumps")
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
        let parameters = self.0.iter();
        parameters
            .map(|(name, value)| (*name, Some(value.as_str())))
            .collect()
    }

    /// Whether it leaves dumps out.
    pub(crate) fn is_filtered(&self) -> bool {
        self.0.iter().any(|(name, _)| !NOT_FILTERS.contains(name))
    }
}
