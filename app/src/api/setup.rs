//! The first administrator.

use leptos::prelude::*;

use crate::AppError;
use crate::json::Answer;

/// Makes the first administrator, signs in and returns the path to go to.
#[server(prefix = "/ui/api", endpoint = "complete_setup", output = Answer)]
pub async fn complete_setup(
    token: String,
    email: String,
    password: String,
) -> Result<String, AppError> {
    use service::{AccountDraft, Error};

    use super::sessions::sign_in;
    use crate::context::AppContext;

    const STALE_LINK: &str = "This link is not good any more. Open the one that the server printed when it was last started.";

    let context = AppContext::current();
    let draft = AccountDraft::new(&email, &password);
    context
        .service
        .setup
        .complete(&token, draft)
        .await
        .map_err(|error| match error {
            Error::Forbidden => Error::NotAllowed(STALE_LINK),
            error => error,
        })?;
    sign_in(&email, &password, None).await
}
