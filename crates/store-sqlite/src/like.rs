//! Patterns of `LIKE`, for `ESCAPE '\'`.

/// A name or a label has 255 characters at most.
const LONGEST_TEXT_BYTES: usize = 255 * 4;

/// The pattern of texts with `part` in them; `None` when no row can hold it.
pub(crate) fn containing(part: &str) -> Option<String> {
    // `LIKE` fails on long patterns and stops at U+0000.
    if part.len() > LONGEST_TEXT_BYTES || part.contains('\0') {
        return None;
    }
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for character in part.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    Some(pattern)
}
