//! What the service refuses, and what fails beneath it.

use std::io;
use std::time::Duration;

use model::{FieldErrors, Processing, ProcessingState, Scope};
use store::StoreError;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fields that break a rule, all of them together.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// Nobody has said who they are.
    #[error("Authentication credentials were not provided.")]
    Unauthenticated,
    /// Wrong password, unknown address or deactivated account: not told apart.
    #[error("No active account found with the given credentials")]
    WrongCredentials,
    /// A good refresh token of an account that is gone or deactivated.
    #[error("No active account found for the given token.")]
    NoAccountForToken,
    #[error("Invalid client secret.")]
    WrongClientSecret,
    #[error("Machine account is disabled.")]
    MachineAccountDisabled,
    /// An access token that is not to be believed.
    #[error("Given token not valid for any token type")]
    AccessToken(TokenError),
    /// A refresh token that is not to be believed.
    #[error("{0}")]
    RefreshToken(TokenError),
    #[error("User not found")]
    UserNotFound,
    #[error("User is inactive")]
    UserInactive,
    /// The token names no account that could exist.
    #[error("Token contained no recognizable user identification")]
    NoUserInToken,
    #[error("You do not have permission to perform this action.")]
    Forbidden,
    /// A client asks for what its scopes leave out.
    #[error("This client lacks the scope \"{0}\". An administrator can give it one.")]
    MissingScope(Scope),
    /// A rule of the operator's forbids this to everybody.
    #[error("{0}")]
    NotAllowed(&'static str),
    #[error("No {0} matches the given query.")]
    NotFound(&'static str),
    /// The state of things forbids it.
    #[error("{0}")]
    Conflict(&'static str),
    #[error("The file is larger than the {max_bytes} bytes this server takes.")]
    TooLarge { max_bytes: u64 },
    #[error("The server's storage is full. Nothing was stored; try again later.")]
    StorageFull,
    /// A row whose bytes the last check found missing, short or changed.
    #[error("{0}")]
    BytesDamaged(&'static str),
    /// A dump that has no report, and why.
    #[error("{}", why(.0))]
    NoReport(Box<Processing>),
    #[error("Too many attempts. Try again later.")]
    TooManyAttempts { retry_after: Duration },
    #[error("the database failed")]
    Store(#[source] StoreError),
    #[error("reading or writing a dump failed")]
    Io(#[source] io::Error),
    /// A task was ended before it was done.
    #[error("a background task did not finish")]
    Task(#[from] tokio::task::JoinError),
    #[error("hashing a password failed")]
    PasswordHash(#[source] argon2::password_hash::Error),
    #[error("signing a token failed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

/// Why a token is not to be believed, in the words of the wire contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Malformed, another algorithm, a wrong signature, or ended by hand.
    #[error("Token is invalid")]
    Invalid,
    #[error("Token is expired")]
    Expired,
    #[error("Token has wrong type")]
    WrongType,
    #[error("Token has no type")]
    NoType,
    #[error("Token has no id")]
    NoId,
    #[error("Token has no 'exp' claim")]
    NoExpiry,
}

/// Why there is no report.
fn why(processing: &Processing) -> String {
    let note = processing.note.as_deref().unwrap_or_default();
    match processing.state {
        ProcessingState::Queued => "This dump waits to be processed.".to_owned(),
        ProcessingState::Running => "This dump is being processed.".to_owned(),
        ProcessingState::Failed => format!("This dump could not be processed: {note}"),
        ProcessingState::Other | ProcessingState::Done => note.to_owned(),
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::EmailTaken => Self::Invalid(FieldErrors::of(
                "email",
                "user with this email already exists.",
            )),
            StoreError::ClientNameTaken => Self::Invalid(FieldErrors::of(
                "name",
                "client with this name already exists.",
            )),
            StoreError::Full(_) => Self::StorageFull,
            StoreError::Database(_) => Self::Store(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull,
            _ => Self::Io(error),
        }
    }
}
