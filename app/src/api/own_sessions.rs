//! The sessions of whoever is signed in, and the password behind them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::json::Answer;
use crate::question::Question;

/// A session as the account page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    pub id: String,
    /// What signed in, in a few words: `Firefox on Linux`.
    pub client: String,
    /// As the client told it.
    pub user_agent: String,
    pub address: String,
    /// In seconds since 1970.
    pub began: i64,
    /// In seconds since 1970, to the minute.
    pub last_used: i64,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

#[cfg(feature = "ssr")]
impl From<service::OwnSession> for OwnSession {
    fn from(own: service::OwnSession) -> Self {
        let session = own.session;
        Self {
            id: session.id.to_string(),
            client: crate::user_agent::describe(&session.user_agent),
            user_agent: session.user_agent,
            address: session.address,
            began: session.created_at.timestamp(),
            last_used: session.last_used_at.timestamp(),
            is_current: own.is_current,
        }
    }
}

/// The live sessions of whoever asks, last used first.
#[server(prefix = "/ui/api", endpoint = "list_sessions", output = Answer)]
pub async fn list_sessions() -> Result<Vec<OwnSession>, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let sessions = context.service.sessions.list(context.member()?).await?;
    Ok(sessions.into_iter().map(OwnSession::from).collect())
}

impl Question for ListSessions {
    fn parameters(&self) -> String {
        String::new()
    }
}

#[server(prefix = "/ui/api", endpoint = "end_session", output = Answer)]
pub async fn end_session(id: String) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let member = context.member()?;
    let id = id
        .parse()
        .map_err(|_| service::Error::NotFound("Session"))?;
    context.service.sessions.end(member, id).await?;
    redirect_plain_form("/account");
    Ok(())
}

/// Ends every session of whoever asks but the one that asks.
#[server(prefix = "/ui/api", endpoint = "end_other_sessions", output = Answer)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let sessions = &context.service.sessions;
    sessions.end_others(context.member()?).await?;
    redirect_plain_form("/account");
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "change_password", output = Answer)]
pub async fn change_password(
    current_password: String,
    new_password: String,
) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let sessions = &context.service.sessions;
    let member = context.member()?;
    sessions
        .change_password(member, &current_password, &new_password, &context.attempt)
        .await?;
    redirect_plain_form("/account");
    Ok(())
}
