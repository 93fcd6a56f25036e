//! Accounts, for administrators.

use leptos::prelude::*;
use model::UserId;
use serde::{Deserialize, Serialize};

use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// An account as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: UserId,
    pub email: String,
    pub is_active: bool,
    pub is_staff: bool,
    /// In seconds since 1970.
    pub created: i64,
    /// In seconds since 1970; `None`: never.
    pub last_login: Option<i64>,
}

const ACTIVE: &str = "active";
const STAFF: &str = "staff";

impl Account {
    /// What it may do, as a form carries it along: `active staff`.
    pub(crate) fn standing(&self) -> String {
        let words = [(ACTIVE, self.is_active), (STAFF, self.is_staff)];
        let words = words.iter().filter(|(_, is)| *is);
        words.map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(feature = "ssr")]
impl From<model::User> for Account {
    fn from(user: model::User) -> Self {
        Self {
            id: user.id,
            email: user.email,
            is_active: user.is_active,
            is_staff: user.is_staff,
            created: user.created_at.timestamp(),
            last_login: user.last_login_at.map(|at| at.timestamp()),
        }
    }
}

/// Accounts with `q` in their address, in any case; without it all of them.
#[server(prefix = "/ui/api", endpoint = "list_users", output = Answer)]
pub async fn list_users(#[server(default)] q: Option<String>) -> Result<Vec<Account>, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let (users, part) = (&context.service.users, q.unwrap_or_default());
    let found = users.list(&context.staff()?, &part).await?;
    Ok(found.into_iter().map(Account::from).collect())
}

impl Question for ListUsers {
    fn parameters(&self) -> String {
        query::form(&[("q", self.q.as_deref())])
    }
}

#[server(prefix = "/ui/api", endpoint = "get_user", output = Answer)]
pub async fn get_user(id: UserId) -> Result<Account, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let user = context.service.users.get(&context.staff()?, id).await?;
    Ok(user.into())
}

impl Question for GetUser {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

/// A box that is not ticked is not in a form at all.
#[server(prefix = "/ui/api", endpoint = "create_user", output = Answer)]
pub async fn create_user(
    email: String,
    password: String,
    #[server(default)] is_staff: Option<String>,
) -> Result<(), AppError> {
    use service::AccountDraft;

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let draft = AccountDraft {
        is_staff: Some(is_staff.is_some()),
        ..AccountDraft::new(email, password)
    };
    context
        .service
        .users
        .create(&context.staff()?, draft)
        .await?;
    redirect_plain_form("/users");
    Ok(())
}

/// Without a new password the old one stays.
/// `before` says what the form was filled with, as `Account::standing` does: what nobody has
/// changed in it stays as it is by now.
#[server(prefix = "/ui/api", endpoint = "update_user", output = Answer)]
pub async fn update_user(
    id: UserId,
    before: String,
    email: String,
    #[server(default)] password: String,
    #[server(default)] is_active: Option<String>,
    #[server(default)] is_staff: Option<String>,
) -> Result<(), AppError> {
    use service::AccountDraft;

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let changed = |name: &str, is_ticked: bool| {
        let was_ticked = before.split(' ').any(|word| word == name);
        (is_ticked != was_ticked).then_some(is_ticked)
    };
    let draft = AccountDraft {
        email: Some(email),
        password: Some(password).filter(|password| !password.is_empty()),
        is_active: changed(ACTIVE, is_active.is_some()),
        is_staff: changed(STAFF, is_staff.is_some()),
        ..AccountDraft::default()
    };
    let users = &context.service.users;
    users.update(&context.staff()?, id, draft).await?;
    redirect_plain_form("/users");
    Ok(())
}

/// Deletes the account whose address was typed to confirm it.
#[server(prefix = "/ui/api", endpoint = "delete_user", output = Answer)]
pub async fn delete_user(id: UserId, confirmation: String) -> Result<(), AppError> {
    use model::FieldErrors;
    use service::Error;

    use crate::context::{AppContext, redirect_plain_form};

    const NOT_CONFIRMED: &str = "This is not the email of the account.";

    let context = AppContext::current();
    let (users, staff) = (&context.service.users, context.staff()?);
    if users.get(&staff, id).await?.email != confirmation.trim() {
        return Err(Error::from(FieldErrors::of("confirmation", NOT_CONFIRMED)).into());
    }
    users.delete(&staff, id).await?;
    redirect_plain_form("/users");
    Ok(())
}
