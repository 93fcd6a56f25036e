//! The web interface: pages, components, and the server functions behind them.
//!
//! Compiled twice. With `ssr` it renders pages inside the server and its server
//! functions call `service`; with `hydrate` it is the browser's half and holds no
//! rule of its own. Neither half moves dump bytes: uploads and downloads are plain
//! HTTP routes of the server.
//!
//! ```text
//! pages/       load (`Load`), change (`Change`) and arrange
//! components/  render what they are given
//! api/         server functions, a file per resource
//! crash/       what the page of a dump says of a crash, from its report
//! signature/   what pages say of a group of crashes, from the numbers of the service
//! overview/    what the start page says, from the sums of the service
//! upload/      the queue of files on their way to the server
//! format/      numbers and moments as people read them
//! ```
//!
//! To add a page: a file in `pages/`, its line in `bundles.rs`, its route in [`App`], its
//! styles in `style/pages/`. To add a server function: the file of its resource in `api/`;
//! it takes the [`context::AppContext`] and calls the service once; `?` maps its error.

// Views are deeply nested types, which an optimised build walks to their ends.
#![recursion_limit = "512"]
#![expect(
    unreachable_pub,
    reason = "the macros of components and server functions write `pub`"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "a component owns what it is given"
)]
#![cfg_attr(
    not(feature = "ssr"),
    expect(
        clippy::unused_async_trait_impl,
        reason = "in the browser a server function has no body"
    )
)]

mod api;
mod app;
mod arrivals;
mod bar;
mod browser;
mod bundles;
mod change;
#[cfg(feature = "ssr")]
mod chart;
mod clock;
mod columns;
mod components;
mod content;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod crash;
mod deeds;
mod delegated;
#[cfg(feature = "ssr")]
mod draw;
mod drawn_form;
#[cfg(feature = "ssr")]
mod dumps;
mod error;
#[cfg(feature = "ssr")]
mod expiry_day;
mod format;
mod json;
mod load;
mod new_secret;
mod next_path;
#[cfg(feature = "ssr")]
mod overview;
mod pages;
mod query;
mod question;
mod selection;
#[cfg(feature = "ssr")]
mod shell;
mod shortcuts;
#[cfg(feature = "ssr")]
mod signature;
mod snippets;
mod symbol_fault;
mod theme;
mod transport;
mod upload;
#[cfg(feature = "ssr")]
mod user_agent;
mod visit;

pub use app::App;
pub use error::AppError;
#[cfg(feature = "ssr")]
pub use next_path::{login_url, page_without_error};
#[cfg(feature = "ssr")]
pub use shell::{Assets, shell};
#[cfg(feature = "ssr")]
pub use symbol_fault::SymbolFault;
#[cfg(feature = "ssr")]
pub use upload::UploadFault;
