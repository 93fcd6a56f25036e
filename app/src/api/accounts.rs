//! Making an account.

use leptos::prelude::*;

use crate::AppError;
use crate::json::Answer;

/// Makes an account, signs in with it and returns the path to go to.
#[server(prefix = "/ui/api", endpoint = "register", output = Answer)]
pub async fn register(
    email: String,
    password: String,
    next: Option<String>,
) -> Result<String, AppError> {
    use service::AccountDraft;

    use super::sessions::sign_in;
    use crate::context::AppContext;

    let context = AppContext::current();
    let draft = AccountDraft::new(&email, &password);
    context.service.users.register(draft).await?;
    sign_in(&email, &password, next.as_deref()).await
}
