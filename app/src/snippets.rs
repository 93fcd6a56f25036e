//! What the page of a client shows to copy.
//!
//! The texts are those of `docs/clients.md`, which the tests run: there is one of each.

use serde::{Deserialize, Serialize};

/// Stands in a snippet where the secret belongs.
pub(crate) const PLACEHOLDER: &str = "paste-the-secret-here";

/// The first upload, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    pub language: String,
    /// The code up to the secret.
    pub before: String,
    /// The code behind the secret.
    pub after: String,
}

/// The snippets for the server at `origin`.
#[cfg(feature = "ssr")]
pub(crate) fn snippets(origin: &str) -> Vec<Snippet> {
    const DOCUMENT: &str = include_str!("../../docs/clients.md");
    const MARK: &str = "<!-- page of a client: ";

    let snippet = |text: &str| {
        let (language, text) = text.split_once(" -->")?;
        let (_, text) = text.split_once("```")?;
        let (_, text) = text.split_once('\n')?;
        let (code, _) = text.split_once("\n```")?;
        let code = code.replace("https://crashes.example.com", origin);
        let (before, after) = code.split_once(PLACEHOLDER)?;
        Some(Snippet {
            language: language.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        })
    };
    DOCUMENT.split(MARK).skip(1).filter_map(snippet).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_snippet_with_this_server_in_it() {
        let snippets = snippets("http://localhost:8000");
        let languages = snippets.iter().map(|snippet| &snippet.language[..]);
        let languages: Vec<&str> = languages.collect();
        assert_eq!(
            languages,
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
}
