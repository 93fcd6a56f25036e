//! The root of the interface: what every page shares, and which page a path shows.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::clock::Clock;
use crate::components::{Frame, Toasts, signed_in};
use crate::labels::LabelSuggestions;
use crate::new_secret::NewSecret;
use crate::pages::{
    ClientPage, ClientsPage, DumpPage, DumpsPage, LoginPage, NewClientPage, NewUserPage,
    NotFoundPage, OverviewPage, RegisterPage, SetupPage, UploadPage, UserPage, UsersPage,
};
use crate::upload::{UploadQueue, guard_transfers};
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
    LabelSuggestions::provide();
    NewSecret::provide();
    UploadQueue::provide(visit.max_upload_bytes);
    guard_transfers();
    view! {
        <Title formatter=|title: String| format!("{title} · Crash Store") />
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route
                        path=path!("/")
                        view=|| signed_in(|| OverviewPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                    <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async />
                    <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async />
                    <Route
                        path=path!("/dumps")
                        view=|| signed_in(|| DumpsPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/dumps/:id")
                        view=|| signed_in(|| DumpPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/upload")
                        view=|| signed_in(|| UploadPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users")
                        view=|| signed_in(|| UsersPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users/new")
                        view=|| signed_in(|| NewUserPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users/:id")
                        view=|| signed_in(|| UserPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/clients")
                        view=|| signed_in(|| ClientsPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/clients/new")
                        view=|| signed_in(|| NewClientPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/clients/:id")
                        view=|| signed_in(|| ClientPage().into_any())
                        ssr=SsrMode::Async
                    />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
