//! Icons, drawn by hand on a grid of 16. They say nothing that a text beside them
//! does not say too, so screen readers pass over them.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(any(feature = "ssr", debug_assertions)),
    expect(dead_code, reason = "some are drawn by the server alone")
)]
pub(crate) enum Icon {
    Mark,
    System,
    Sun,
    Moon,
    Copy,
    Archive,
    Upload,
    Download,
    Trash,
    Search,
    Warning,
    Check,
    Inbox,
    Chevron,
}

impl Icon {
    pub(crate) fn view(self) -> impl IntoView {
        self.of_class("icon")
    }

    /// For a place with nothing else in it.
    pub(crate) fn large(self) -> impl IntoView {
        self.of_class("icon icon--large")
    }

    fn of_class(self, class: &'static str) -> impl IntoView {
        view! {
            <svg
                class=class
                viewBox="0 0 16 16"
                aria-hidden="true"
                focusable="false"
                inner_html=format!("<path d=\"{}\"/>", self.path())
            ></svg>
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Mark => "M2 3.5h12v9H2zM2 6.5h12M5 9.5l1.5 1.5L9 8.5l2 2.5",
            Self::System => "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
            Self::Sun => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15\
                 M3.05 3.05l1.06 1.06M11.89 11.89l1.06 1.06M3.05 12.95l1.06-1.06M11.89 4.11l1.06-1.06"
            }
            Self::Moon => "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Archive => "M2 3h12v3H2zM3 6v7.5h10V6M6.5 8.5h3",
            Self::Upload => "M8 10.5v-8M4.5 6L8 2.5 11.5 6M2.5 10.5v3h11v-3",
            Self::Download => "M8 2.5v8M4.5 7L8 10.5 11.5 7M2.5 10.5v3h11v-3",
            Self::Trash => "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4",
            Self::Search => "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2",
            Self::Warning => "M8 2L15 13.5H1zM8 6.5v3M8 11.4v.2",
            Self::Check => "M3 8.5L6.5 12 13 4.5",
            Self::Inbox => "M2 9.5l2-6.5h8l2 6.5v4H2zM2 9.5h3.5l1 1.5h3l1-1.5H14",
            Self::Chevron => "M6 3.5L10.5 8 6 12.5",
        }
    }
}
