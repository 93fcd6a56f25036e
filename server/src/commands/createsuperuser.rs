//! `crash-store createsuperuser`

use std::path::Path;
use std::process::ExitCode;

use super::{open, password};
use crate::cli::AccountArgs;

pub(crate) async fn run(config: Option<&Path>, account: &AccountArgs) -> anyhow::Result<ExitCode> {
    let config = open::load_or_create(config)?.config;
    let password = password::read(account.password_stdin)?;
    let service = open::service_beside_server(&config).await?;
    let user = service
        .users
        .create_superuser(&account.email, &password)
        .await?;
    service.close().await;
    println!("{} is an administrator.", user.email);
    Ok(ExitCode::SUCCESS)
}
