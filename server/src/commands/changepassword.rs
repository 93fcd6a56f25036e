//! `crash-store changepassword`

use std::path::Path;
use std::process::ExitCode;

use super::{open, password};
use crate::cli::AccountArgs;

pub(crate) async fn run(config: Option<&Path>, account: &AccountArgs) -> anyhow::Result<ExitCode> {
    let config = open::load(config)?;
    let password = password::read(account.password_stdin)?;
    let service = open::service_beside_server(&config).await?;
    let user = service
        .users
        .change_password(&account.email, &password)
        .await?;
    service.close().await;
    println!(
        "The password of {} is changed; its sessions are ended.",
        user.email
    );
    Ok(ExitCode::SUCCESS)
}
