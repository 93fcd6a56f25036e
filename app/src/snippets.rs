//! What pages show to copy.
//!
//! The texts are those of `docs/clients.md` and `docs/crash-clients.md`, which the tests run:
//! there is one of each.

use serde::{Deserialize, Serialize};

/// Stands in a snippet where the secret belongs.
pub(crate) const PLACEHOLDER: &str = "paste-the-secret-here";
/// Stands in a recipe where the key belongs.
pub(crate) const KEY_PLACEHOLDER: &str = "cs_…";

/// How to send a dump, in one language or with one crash client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    pub title: String,
    /// The code up to the secret.
    pub before: String,
    /// The code behind the secret.
    pub after: String,
}

/// The first upload to the server at `origin`, in several languages.
#[cfg(feature = "ssr")]
pub(crate) fn snippets(origin: &str) -> Vec<Snippet> {
    const DOCUMENT: &str = include_str!("../../docs/clients.md");

    let snippet = |(title, code): (&str, &str)| {
        let code = code.replace("https://crashes.example.com", origin);
        Snippet::around(PLACEHOLDER, title, &code)
    };
    let blocks = blocks(DOCUMENT, "<!-- page of a client: ");
    blocks.filter_map(snippet).collect()
}

/// How crash clients are pointed at the server at `origin`; with a place for a key, or without
/// any.
#[cfg(feature = "ssr")]
pub(crate) fn recipes(origin: &str, is_keyed: bool) -> Vec<Snippet> {
    const DOCUMENT: &str = include_str!("../../docs/crash-clients.md");

    let (scheme, host) = origin.split_once("://").unwrap_or_default();
    let recipe = |(title, code): (&str, &str)| {
        // A DSN has the key before the host.
        let code = code
            .replace("https://", &format!("{scheme}://"))
            .replace("crashes.example.com", host);
        if is_keyed {
            return Snippet::around(KEY_PLACEHOLDER, title, &code);
        }
        let code = code.replace(&format!("?key={KEY_PLACEHOLDER}"), "");
        Some(Snippet {
            title: title.to_owned(),
            // What has to stand there is nobody's key.
            before: code.replace(KEY_PLACEHOLDER, "nobody"),
            after: String::new(),
        })
    };
    let blocks = blocks(DOCUMENT, "<!-- send crashes: ");
    blocks.filter_map(recipe).collect()
}

/// The blocks of code behind a mark, with their titles.
#[cfg(feature = "ssr")]
fn blocks<'a>(document: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    document.split(mark).skip(1).filter_map(|text| {
        let (title, text) = text.split_once(" -->")?;
        let (_, text) = text.split_once("```")?;
        let (_, text) = text.split_once('\n')?;
        let (code, _) = text.split_once("\n```")?;
        Some((title, code))
    })
}

#[cfg(feature = "ssr")]
impl Snippet {
    /// `None` for code that does not hold the placeholder.
    fn around(placeholder: &str, title: &str, code: &str) -> Option<Self> {
        let (before, after) = code.split_once(placeholder)?;
        Some(Self {
            title: title.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn titles(snippets: &[Snippet]) -> Vec<&str> {
        snippets.iter().map(|snippet| &snippet.title[..]).collect()
    }

    #[test]
    fn every_language_has_its_snippet_with_this_server_in_it() {
        let snippets = snippets("http://localhost:8000");
        assert_eq!(
            titles(&snippets),
            [
                "curl",
                "Python with requests",
                "PowerShell 7",
                "C++ (examples/uploader)"
            ]
        );
        for snippet in &snippets {
            let code = format!("{}{}", snippet.before, snippet.after);
            assert!(code.contains("http://localhost:8000"), "{code}");
            for foreign in ["example.com", PLACEHOLDER, "```"] {
                assert!(!code.contains(foreign), "{code}");
            }
        }
    }

    #[test]
    fn every_crash_client_has_its_recipe_with_a_key_and_without() {
        for is_keyed in [true, false] {
            let recipes = recipes("http://localhost:8000", is_keyed);
            assert_eq!(
                titles(&recipes),
                [
                    "Crashpad (C++)",
                    "crashpad_handler",
                    "Breakpad (minidump_upload)",
                    "Electron",
                    "sentry-native",
                    "Backtrace",
                    "Firefox (Socorro)",
                    "curl",
                ]
            );
            for recipe in &recipes {
                let key = if is_keyed { "cs_key" } else { "" };
                let code = format!("{}{key}{}", recipe.before, recipe.after);
                assert!(code.contains("localhost:8000"), "{code}");
                assert_eq!(code.contains("cs_key"), is_keyed, "{code}");
                for foreign in ["https", "example.com", KEY_PLACEHOLDER, "```", "?key=\""] {
                    assert!(!code.contains(foreign), "{code}");
                }
            }
        }
        let keyed = recipes("https://crashes.test", true);
        let dsn = &keyed[4];
        assert!(dsn.before.ends_with("\"https://") && dsn.after.starts_with("@crashes.test/1\""));
    }
}
