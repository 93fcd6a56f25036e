//! Commands that bring the symbols of a module to this server.
//!
//! The names in them come from dumps, and so from strangers, and are meant to be pasted into a
//! shell. One that a shell could take for more than a name does not stand there.

use model::MissingModule;

use crate::snippets::KEY_PLACEHOLDER;

const ANY_FILE: &str = "path/to/its/file";

/// `dump_syms`, and the upload of what it makes to the server at `origin`.
pub(super) fn commands(module: &MissingModule, origin: &str) -> String {
    let debug_file = module.debug_file.as_str();
    // On Windows the debug information lies beside the program, elsewhere in it.
    let has_own_file = debug_file.to_ascii_lowercase().ends_with(".pdb");
    let code_file = module.code_file.as_deref().filter(|_| !has_own_file);
    let file = quoted(code_file.unwrap_or(debug_file));
    format!(
        "dump_syms --store symbols {file}\n\
         crash-store symbols upload symbols --url {origin} --key {KEY_PLACEHOLDER}"
    )
}

/// A file's name as every shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte);
    if name.bytes().all(is_plain) && !name.starts_with('-') {
        name.to_owned()
    } else if name.bytes().all(|byte| is_plain(byte) || byte == b' ') {
        format!("\"./{name}\"")
    } else {
        ANY_FILE.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn module(debug_file: &str, code_file: Option<&str>) -> MissingModule {
        MissingModule {
            debug_file: debug_file.parse().expect("a name"),
            debug_id: "5A9832E5287241C1838ED98914E9B7FF1"
                .parse()
                .expect("an identifier"),
            os: None,
            cpu: None,
            code_file: code_file.map(str::to_owned),
            code_id: None,
            is_system_library: false,
            is_broken: false,
            dumps: 1,
            last_seen_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn commands_are_ready_to_be_pasted() {
        assert_eq!(
            commands(&module("app.pdb", Some("app.exe")), "https://x.example"),
            "dump_syms --store symbols app.pdb\n\
             crash-store symbols upload symbols --url https://x.example --key cs_…"
        );
    }

    #[test]
    fn debug_information_lies_in_the_program_or_in_a_pdb() {
        for (debug_file, code_file, expected) in [
            ("App.PDB", Some("App.exe"), "App.PDB"),
            ("app", Some("app.bin"), "app.bin"),
            ("libapp.so.1", None, "libapp.so.1"),
            ("My App", None, "\"./My App\""),
            ("-x", None, "\"./-x\""),
        ] {
            let commands = commands(&module(debug_file, code_file), "");
            let first = commands.lines().next();
            let expected = format!("dump_syms --store symbols {expected}");
            assert_eq!(first, Some(expected.as_str()));
        }
    }

    #[test]
    fn a_name_is_never_a_command() {
        for name in [
            "$(reboot)",
            "a;reboot",
            "a`b`",
            "a&b",
            "a|b",
            "a\"b",
            "a'b",
            "%PATH%",
            "a>b",
            "é",
        ] {
            let commands = commands(&module(name, None), "");
            assert!(!commands.contains(name), "{name}");
            assert!(commands.contains(ANY_FILE), "{name}");
        }
    }
}
