//! Signing in and out.

use leptos::prelude::*;

use crate::AppError;
use crate::json::Answer;

/// Signs in and returns the path to go to.
#[server(prefix = "/ui/api", endpoint = "login", output = Answer)]
pub async fn login(
    email: String,
    password: String,
    next: Option<String>,
) -> Result<String, AppError> {
    super::sessions::sign_in(&email, &password, next.as_deref()).await
}

/// Signs out and leads to the sign-in page.
#[server(prefix = "/ui/api", endpoint = "logout", output = Answer)]
pub async fn logout() -> Result<(), AppError> {
    use crate::context::{AppContext, set_cookie};

    let context = AppContext::current();
    // Without a session there is nothing to end, and the cookie goes all the same.
    if let Ok(member) = context.member() {
        context.service.sessions.logout(member).await?;
    }
    set_cookie(context.cookie.clear());
    leptos_axum::redirect("/login");
    Ok(())
}

/// Begins a session in this browser; for whoever has just made an account, too.
#[cfg(feature = "ssr")]
pub(super) async fn sign_in(
    email: &str,
    password: &str,
    next: Option<&str>,
) -> Result<String, AppError> {
    use crate::context::{AppContext, redirect_plain_form, set_cookie};
    use crate::next_path::NextPath;

    let context = AppContext::current();
    let sessions = &context.service.sessions;
    let token = sessions
        .login_browser(email, password, &context.attempt)
        .await?;
    set_cookie(context.cookie.issue(&token));
    let next = NextPath::parse(next.unwrap_or_default());
    redirect_plain_form(next.as_str());
    Ok(next.as_str().to_owned())
}
