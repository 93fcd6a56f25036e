//! Where a command gets a password from.

use std::io::{BufRead, stdin};

use anyhow::{Context, bail};

/// From the first line of standard input, or asked for twice on the terminal.
pub(super) fn read(from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |prompt| {
        rpassword::prompt_password(prompt)
            .context("cannot ask for a password here; use --password-stdin")
    };
    let password = ask("Password: ")?;
    if password != ask("Password again: ")? {
        bail!("the two passwords differ");
    }
    Ok(password)
}
