//! What a path shows: a page per file. Pages load and arrange; what they look like
//! is the business of `components`.

mod account;
mod client;
mod clients;
mod connect;
mod dump;
mod dumps;
mod labels;
mod login;
mod missing_symbols;
mod new_client;
mod new_user;
mod not_found;
mod overview;
mod register;
mod rename_label;
mod setup;
mod symbol;
mod symbols;
mod system;
mod upload;
mod user;
mod users;

pub(crate) use account::AccountPage;
pub(crate) use client::ClientPage;
pub(crate) use clients::ClientsPage;
pub(crate) use connect::ConnectPage;
pub(crate) use dump::DumpPage;
pub(crate) use dumps::DumpsPage;
pub(crate) use labels::LabelsPage;
pub(crate) use login::LoginPage;
pub(crate) use missing_symbols::MissingSymbolsPage;
pub(crate) use new_client::NewClientPage;
pub(crate) use new_user::NewUserPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use overview::OverviewPage;
pub(crate) use register::RegisterPage;
pub(crate) use rename_label::RenameLabelPage;
pub(crate) use setup::SetupPage;
pub(crate) use symbol::SymbolPage;
pub(crate) use symbols::SymbolsPage;
pub(crate) use system::SystemPage;
pub(crate) use upload::UploadPage;
pub(crate) use user::UserPage;
pub(crate) use users::UsersPage;
