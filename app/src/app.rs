//! The root of the interface: what every page shares, and which page a path shows.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, SsrMode, path};

use crate::bundles;
use crate::clock::Clock;
use crate::components::{Frame, Toasts, signed_in};
use crate::labels::LabelSuggestions;
use crate::pages::{DumpsPage, NotFoundPage, OverviewPage};
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
                    <Route path=path!("/login") view={Lazy::<bundles::Login>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/register") view={Lazy::<bundles::Register>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/setup") view={Lazy::<bundles::Setup>::new()} ssr=SsrMode::Async />
                    <Route
                        path=path!("/dumps")
                        view=|| signed_in(|| DumpsPage().into_any())
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/dumps/:id")
                        view={Lazy::<bundles::Dump>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/upload")
                        view={Lazy::<bundles::Upload>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/labels")
                        view={Lazy::<bundles::Labels>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/labels/rename")
                        view={Lazy::<bundles::RenameLabel>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/account")
                        view={Lazy::<bundles::Account>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users")
                        view={Lazy::<bundles::Users>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users/new")
                        view={Lazy::<bundles::NewUser>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/users/:id")
                        view={Lazy::<bundles::User>::new()}
                        ssr=SsrMode::Async
                    />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
