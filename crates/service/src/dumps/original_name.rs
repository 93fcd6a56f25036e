//! What is kept of an uploader's name for a file.

use unicode_general_category::{GeneralCategory, get_general_category};

const MAX_CHARACTERS: usize = 255;

/// A file name without any folder: 1 to 255 printable characters. It never becomes
/// part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginalName(String);

impl OriginalName {
    /// Keeps what is behind the last `/` and then the last `\`, and of that what is
    /// printable; `None` when no name is left.
    pub fn parse(text: &str) -> Option<Self> {
        let base = text.rsplit('/').next().unwrap_or_default();
        let base = base.rsplit('\\').next().unwrap_or_default();
        let name: String = base.chars().filter(|c| is_printable(*c)).collect();
        if matches!(name.as_str(), "" | "." | "..") {
            return None;
        }
        Some(Self(shortened(name)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<OriginalName> for String {
    fn from(name: OriginalName) -> Self {
        name.0
    }
}

fn is_printable(character: char) -> bool {
    use GeneralCategory as Category;
    character == ' '
        || !matches!(
            get_general_category(character),
            Category::Control
                | Category::Format
                | Category::LineSeparator
                | Category::ParagraphSeparator
                | Category::SpaceSeparator
                | Category::PrivateUse
                | Category::Surrogate
                | Category::Unassigned
        )
}

/// Cuts the end of the stem, so that the extension stays.
fn shortened(name: String) -> String {
    let length = name.chars().count();
    if length <= MAX_CHARACTERS {
        return name;
    }
    let stem_bytes = name
        .trim_start_matches('.')
        .rfind('.')
        .map_or(name.len(), |dot| {
            dot + (name.len() - name.trim_start_matches('.').len())
        });
    let (stem, extension) = name.split_at(stem_bytes);
    let extension: String = extension.chars().take(MAX_CHARACTERS).collect();
    let room = MAX_CHARACTERS - extension.chars().count();
    stem.chars().take(room).chain(extension.chars()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Option<String> {
        OriginalName::parse(text).map(String::from)
    }

    #[test]
    fn folders_are_dropped() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            (r"C:\dumps\app.dmp", "app.dmp"),
            (r"a/b\c.dmp", "c.dmp"),
            ("a&amp;b.dmp", "a&amp;b.dmp"),
            ("a%2Fb", "a%2Fb"),
            (".hidden", ".hidden"),
            ("дамп-é-漢.dmp", "дамп-é-漢.dmp"),
        ] {
            assert_eq!(parse(sent).as_deref(), Some(kept), "{sent}");
        }
    }

    #[test]
    fn what_cannot_be_printed_is_dropped() {
        assert_eq!(
            parse("a\t\0\r\n\u{1b}\u{7f}\u{202e}\u{2028}\u{a0}\u{e000}\u{378} b").as_deref(),
            Some("a b")
        );
    }

    #[test]
    fn a_name_that_names_nothing_is_none() {
        for text in ["", ".", "..", "a/", r"a\", "\u{202e}", "x/.."] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = parse(&format!("{}.dmp", "x".repeat(300)));
        assert_eq!(name, Some(format!("{}.dmp", "x".repeat(251))));
        let name = parse(&format!("a.{}", "y".repeat(300)));
        assert_eq!(name, Some(format!(".{}", "y".repeat(254))));
        let name = parse(&format!(".{}", "z".repeat(300)));
        assert_eq!(name, Some(format!(".{}", "z".repeat(254))));
    }

    proptest! {
        #[test]
        fn a_name_is_short_printable_and_no_path(text in any::<String>()) {
            if let Some(name) = parse(&text) {
                prop_assert!((1..=255).contains(&name.chars().count()));
                prop_assert!(!name.contains(['/', '\\', '\0', '\n', '\r']));
                prop_assert_ne!(&name, "..");
                prop_assert_eq!(parse(&name), Some(name.clone()));
            }
        }
    }
}
