//! From the service's errors to the interface's.

use http::StatusCode;
use service::Error;

use crate::AppError;
use crate::context::set_status;

/// Turns an error of the service into one for people, gives the answer at hand its
/// status, and logs what only the operator can help with.
impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        let error = translate(error);
        answer_with_status_of(&error);
        error
    }
}

/// Gives the answer at hand the status of an error.
pub(crate) fn answer_with_status_of(error: &AppError) {
    set_status(status(error));
}

/// What no page of this version sends.
pub(super) fn outdated() -> AppError {
    answer_with_status_of(&AppError::Outdated);
    AppError::Outdated
}

fn translate(error: Error) -> AppError {
    match error {
        Error::Invalid(errors) => AppError::Invalid(
            errors
                .iter()
                .map(|(field, messages)| (field.to_owned(), sentences(messages)))
                .collect(),
        ),
        Error::Unauthenticated
        | Error::NoAccountForToken
        | Error::AccessToken(_)
        | Error::RefreshToken(_)
        | Error::UserNotFound
        | Error::UserInactive
        | Error::NoUserInToken => AppError::Unauthenticated,
        Error::WrongCredentials | Error::WrongClientSecret | Error::MachineAccountDisabled => {
            AppError::WrongCredentials
        }
        Error::Forbidden | Error::MissingScope(_) => AppError::Forbidden,
        Error::NotAllowed(reason) => AppError::NotAllowed(reason.to_owned()),
        Error::NotFound(_) | Error::NoReport(_) => AppError::NotFound,
        Error::Conflict(reason) | Error::BytesDamaged(reason) => {
            AppError::Conflict(reason.to_owned())
        }
        Error::TooLarge { .. } => AppError::Conflict(error.to_string()),
        Error::StorageFull => AppError::StorageFull,
        Error::TooManyAttempts { retry_after } => AppError::TooManyAttempts {
            // Never less than what is left.
            retry_after_seconds: retry_after.as_secs() + 1,
        },
        Error::Store(_)
        | Error::Io(_)
        | Error::Task(_)
        | Error::PasswordHash(_)
        | Error::Signing(_) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page failed");
            AppError::Internal
        }
    }
}

/// REST has some that begin in lower case.
fn sentences(messages: &[String]) -> Vec<String> {
    let mut sentences = messages.to_vec();
    for sentence in &mut sentences {
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
    }
    sentences
}

fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Invalid(_) | AppError::Outdated => StatusCode::BAD_REQUEST,
        AppError::Unauthenticated | AppError::WrongCredentials => StatusCode::UNAUTHORIZED,
        AppError::Forbidden | AppError::NotAllowed(_) => StatusCode::FORBIDDEN,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Conflict(_) => StatusCode::CONFLICT,
        AppError::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        AppError::Internal | AppError::Unreachable => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
