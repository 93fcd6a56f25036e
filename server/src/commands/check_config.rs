//! `crash-store check-config`

use std::path::Path;
use std::process::ExitCode;

use super::open;

pub(crate) fn run(config: Option<&Path>) -> anyhow::Result<ExitCode> {
    let config = open::load(config)?;
    println!("The configuration is good.");
    println!("  address   {}", config.server.url());
    println!("  data      {}", config.paths.data_dir.display());
    println!("  dumps     {}", config.paths.dumps_dir.display());
    println!("  database  {}", config.database.file.display());
    Ok(ExitCode::SUCCESS)
}
