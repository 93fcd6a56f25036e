//! The root of the interface: what every page shares, and which page a path shows.

#![expect(
    clippy::too_many_lines,
    reason = "every page has its route in one view"
)]

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::bundles::{self, at_once};
use crate::clock::Clock;
use crate::components::{Frame, Toasts, signed_in};
use crate::delegated;
use crate::new_secret::NewSecret;
use crate::pages::{DumpPage, DumpsPage, NotFoundPage, OverviewPage};
use crate::upload::{UploadDesk, guard_transfers};
use crate::visit::Visit;

/// The whole interface.
///
/// Pages are rendered when all their data is there (`SsrMode::Async`): a page then
/// has its right status, and is complete without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let visit = Visit::provide();
    Clock::provide(visit.now);
    Toasts::provide();
    delegated::listen();
    NewSecret::provide();
    UploadDesk::provide();
    guard_transfers();
    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=|| at_once(elsewhere)>
                    <Route
                        path=path!("/")
                        view=|| at_once(|| signed_in(|| OverviewPage().into_any()))
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/login") view=bundles::Login::route() ssr=SsrMode::Async />
                    <Route
                        path=path!("/register")
                        view=bundles::Register::route()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/setup") view=bundles::Setup::route() ssr=SsrMode::Async />
                    <Route
                        path=path!("/crashes")
                        view=bundles::Crashes::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/crashes/rules")
                        view=bundles::SignatureRules::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/crashes/:id")
                        view=bundles::Signature::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/dumps")
                        view=|| at_once(|| signed_in(|| DumpsPage().into_any()))
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/dumps/:id")
                        view=|| at_once(|| signed_in(|| DumpPage().into_any()))
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/upload") view=bundles::Upload::route() ssr=SsrMode::Async />
                    <Route path=path!("/labels") view=bundles::Labels::route() ssr=SsrMode::Async />
                    <Route
                        path=path!("/labels/rename")
                        view=bundles::RenameLabel::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/symbols")
                        view=bundles::Symbols::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/symbols/missing")
                        view=bundles::MissingSymbols::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/symbols/:id")
                        view=bundles::Symbol::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/account")
                        view=bundles::Account::route()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/users") view=bundles::Users::route() ssr=SsrMode::Async />
                    <Route
                        path=path!("/users/new")
                        view=bundles::NewUser::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users/:id")
                        view=bundles::User::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/clients")
                        view=bundles::Clients::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/clients/new")
                        view=bundles::NewClient::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/clients/:id")
                        view=bundles::Client::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/connect")
                        view=bundles::Connect::route()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/connect/rules")
                        view=bundles::ThrottleRules::route()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/system") view=bundles::System::route() ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
        // Hydrated last: until then the document has the title that the server has given it.
        <Title formatter=|title: String| format!("{title} · Crash Store") />
    }
}

/// What is at no route: nothing, and in debug builds the style guide.
fn elsewhere() -> AnyView {
    #[cfg(debug_assertions)]
    {
        use leptos_router::hooks::use_location;

        use crate::components::style_guide::{PATH, StyleGuide};

        if use_location().pathname.get_untracked() == PATH {
            return StyleGuide().into_any();
        }
    }
    NotFoundPage().into_any()
}
