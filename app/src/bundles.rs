//! Pages, and parts of pages, whose code the browser loads when it first shows one of them.
//!
//! Pages that are drawn (`Drawn`) need little, and come with the first download, as does everything
//! that all pages share; the others come in bundles, which the build cuts out of the WASM. The
//! server has all of them. The forms for signing in work without any.
//!
//! What several bundles share is cut into a piece for each combination of them, and every piece is
//! a request: few bundles, then. Pages between which people go back and forth share one.
//!
//! To add a page: its line in a bundle here, and its route in [`crate::App`].

use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos_router::{Lazy, LazyRoute};
use model::DumpId;

use crate::AppError;
use crate::api::StoredFile;
use crate::browser::{Live, sleep};
use crate::components::{
    BulkBar, ErrorView, HexPart, HexView, ReplacementProgress, for_staff, signed_in,
};
use crate::deeds::Deeds;
use crate::pages::{
    AccountPage, ClientPage, ClientsPage, ConnectPage, CrashesPage, LabelsPage, LoginPage,
    MissingSymbolsPage, NewClientPage, NewUserPage, RegisterPage, RenameLabelPage, SetupPage,
    SignaturePage, SignatureRulesPage, SymbolPage, SymbolsPage, SystemPage, ThrottleRulesPage,
    UploadPage, UserPage, UsersPage,
};
use crate::selection::Selection;
use crate::upload::Replacement;

/// Before code that has not come is asked for again; the pause grows.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Makes a function of the bundle, at which the code is cut, a route of each page, and a function
/// of each part of pages that comes when somebody needs it.
macro_rules! bundle {
    (
        $name:ident of $Pages:ident:
        $($Route:ident => $page:expr,)*
        $(; $($part:ident as $Part:ident($($value:ident: $Value:ty),*) => $view:expr,)*)?
    ) => {
        #[derive(Debug)]
        enum $Pages {
            $($Route,)*
            $($($Part($($Value),*),)*)?
        }

        #[cfg(feature = "hydrate")]
        #[leptos::wasm_split::wasm_split($name, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $name(page: $Pages) -> Result<AnyView, AppError> {
            Ok(match page {
                $($Pages::$Route => $page,)*
                $($($Pages::$Part($($value),*) => $view,)*)?
            })
        }

        #[cfg(not(feature = "hydrate"))]
        async fn $name(page: $Pages) -> Result<AnyView, AppError> {
            std::future::ready(Ok(match page {
                $($Pages::$Route => $page,)*
                $($($Pages::$Part($($value),*) => $view,)*)?
            }))
            .await
        }

        $(
            #[derive(Debug)]
            pub(crate) struct $Route;

            impl $Route {
                pub(crate) fn route() -> Lazy<Self> {
                    Lazy::new()
                }
            }

            impl LazyRoute for $Route {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    shown(|| Box::pin($name($Pages::$Route))).await
                }
            }
        )*

        $($(
            pub(crate) fn $part($($value: $Value),*) -> AnyView {
                later(Box::pin($name($Pages::$Part($($value),*))))
            }
        )*)?
    };
}

bundle!(reports of Reports:
    Crashes => signed_in(|| CrashesPage().into_any()),
    Signature => signed_in(|| SignaturePage().into_any()),
    ;
    bulk_bar as BulkBar(selection: Selection, on_changed: Callback<()>) => {
        view! { <BulkBar selection on_changed /> }.into_any()
    },
    hex_view as HexView(id: DumpId, file: StoredFile, part: HexPart) => {
        view! { <HexView id file part /> }.into_any()
    },
    replacement_progress as ReplacementProgress(replacement: Replacement) => {
        view! { <ReplacementProgress replacement /> }.into_any()
    },
);

bundle!(uploads of Uploads:
    Upload => signed_in(|| UploadPage().into_any()),
);

bundle!(administration of Administration:
    Login => LoginPage().into_any(),
    Register => RegisterPage().into_any(),
    Setup => SetupPage().into_any(),
    Account => signed_in(|| AccountPage().into_any()),
    Client => for_staff(|| ClientPage().into_any()),
    Clients => for_staff(|| ClientsPage().into_any()),
    Connect => signed_in(|| ConnectPage().into_any()),
    Labels => signed_in(|| LabelsPage().into_any()),
    RenameLabel => signed_in(|| RenameLabelPage().into_any()),
    NewClient => for_staff(|| NewClientPage().into_any()),
    NewUser => for_staff(|| NewUserPage().into_any()),
    MissingSymbols => signed_in(|| MissingSymbolsPage().into_any()),
    SignatureRules => signed_in(|| SignatureRulesPage().into_any()),
    Symbol => signed_in(|| SymbolPage().into_any()),
    Symbols => signed_in(|| SymbolsPage().into_any()),
    System => for_staff(|| SystemPage().into_any()),
    ThrottleRules => for_staff(|| ThrottleRulesPage().into_any()),
    User => for_staff(|| UserPage().into_any()),
    Users => for_staff(|| UsersPage().into_any()),
);

/// Shows a page whose code is there from the beginning.
pub(crate) fn at_once(page: fn() -> AnyView) -> AnyView {
    Effect::new(|| Live::Page.mark());
    page()
}

/// A page, and its code unless that is there.
type Loading = Pin<Box<dyn Future<Output = Result<AnyView, AppError>>>>;

/// Shows a page whose code may have to come first. One that the server has drawn stays meanwhile,
/// and keeps what is done to it.
async fn shown(load: fn() -> Loading) -> AnyView {
    if is_hydrating()
        && let Some(main) = document().get_element_by_id("main")
    {
        Effect::new(|| Live::Frame.mark());
        let deeds = Deeds::of(main);
        let mut pause = FIRST_PAUSE;
        loop {
            match load().await {
                Ok(page) => {
                    deeds.redo_when_hydrated();
                    return page;
                }
                Err(error) => deeds.let_go(&error),
            }
            sleep(pause).await;
            pause = LONGEST_PAUSE.min(2 * pause);
        }
    }
    Effect::new(|| Live::Page.mark());
    let page = load().await;
    page.unwrap_or_else(|error| view! { <ErrorView error /> }.into_any())
}

/// A part of a page that somebody has just asked for; nothing until it is there.
#[cfg(feature = "hydrate")]
fn later(part: Loading) -> AnyView {
    use send_wrapper::SendWrapper;

    // The browser's half has one thread, and never sends the future to another.
    let part = SendWrapper::new(part);
    Suspend::new(async move { part.await.unwrap_or_else(failed) }).into_any()
}

#[cfg(feature = "hydrate")]
fn failed(error: AppError) -> AnyView {
    use crate::components::{Alert, Tone};

    view! { <Alert tone=Tone::Danger>{error.to_string()}</Alert> }.into_any()
}

/// Nobody asks for one before the page is in a browser.
#[cfg(not(feature = "hydrate"))]
fn later(_: Loading) -> AnyView {
    ().into_any()
}

/// Whether the page that the server has drawn is being made live.
fn is_hydrating() -> bool {
    Owner::current_shared_context().is_some_and(|server| server.during_hydration())
}
