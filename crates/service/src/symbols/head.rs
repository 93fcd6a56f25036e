//! What the first lines of a symbol file say:
//! <https://chromium.googlesource.com/breakpad/breakpad/+/master/docs/symbol_files.md>

use model::{FieldErrors, SymbolModule};

use crate::OriginalName;

/// How much of a file is looked at. Both lines stand at its beginning.
pub const HEAD_BYTES: usize = 8 * 1024;

const MODULE: &[u8] = b"MODULE ";
const CODE_ID: &str = "INFO CODE_ID ";
/// Of the names of systems and processors.
const MAX_WORD_BYTES: usize = 32;
const MAX_CODE_ID_BYTES: usize = 64;

const NO_MODULE: &str = "This is no symbol file of Breakpad's: its first line is not \"MODULE \
    <system> <processor> <identifier> <name>\". dump_syms makes such files.";

/// Refuses what cannot become a symbol file, before the rest of it has come.
pub(super) fn check_start(head: &[u8]) -> Result<(), FieldErrors> {
    let length = head.len().min(MODULE.len());
    if head[..length] == MODULE[..length] {
        Ok(())
    } else {
        Err(refused(NO_MODULE))
    }
}

/// Reads the lines at the beginning of a file, of which `head` is the first
/// [`HEAD_BYTES`], or all.
///
/// # Errors
/// For anything but a symbol file.
pub fn parse(head: &[u8]) -> Result<SymbolModule, FieldErrors> {
    // Behind the two lines that count, the text may be cut in the middle of a character.
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    let line = lines.next().unwrap_or_default();
    let mut words = line.splitn(5, ' ');
    let mut word = || words.next().map(str::trim).unwrap_or_default();
    let (keyword, os, cpu, debug_id, debug_file) = (word(), word(), word(), word(), word());
    if keyword != "MODULE" || !is_word(os) || !is_word(cpu) || debug_file.is_empty() {
        return Err(refused(NO_MODULE));
    }
    let broken = |error: model::SymbolKeyError| refused(&format!("MODULE: {error}."));
    let (code_id, code_file) = lines
        .take_while(|line| line.starts_with("INFO "))
        .find_map(|line| line.strip_prefix(CODE_ID))
        .map(code)
        .unwrap_or_default();
    Ok(SymbolModule {
        debug_file: debug_file.parse().map_err(broken)?,
        debug_id: debug_id.parse().map_err(broken)?,
        os: os.to_owned(),
        cpu: cpu.to_owned(),
        code_file,
        code_id,
    })
}

/// Identifier and name of the code; either may be left out.
fn code(text: &str) -> (Option<String>, Option<String>) {
    let (id, file) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let is_id = (1..=MAX_CODE_ID_BYTES).contains(&id.len())
        && id.bytes().all(|digit| digit.is_ascii_hexdigit());
    let file = OriginalName::parse(file.trim());
    (is_id.then(|| id.to_owned()), file.map(String::from))
}

fn is_word(text: &str) -> bool {
    (1..=MAX_WORD_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn refused(message: &str) -> FieldErrors {
    FieldErrors::of("symbol_file", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5A9832E5287241C1838ED98914E9B7FF1";

    fn read(text: &str) -> SymbolModule {
        parse(text.as_bytes()).expect(text)
    }

    #[test]
    fn the_first_lines_say_what_a_file_is_of() {
        let module = read(&format!(
            "MODULE windows x86 {ID} app.pdb\r\nINFO CODE_ID 45D35F6C2d000 app.exe\r\nFILE 1 a.c\r\n"
        ));
        assert_eq!(module.debug_file.as_str(), "app.pdb");
        assert_eq!(module.debug_id.as_str(), ID);
        assert_eq!(
            (module.os.as_str(), module.cpu.as_str()),
            ("windows", "x86")
        );
        assert_eq!(module.code_id.as_deref(), Some("45D35F6C2d000"));
        assert_eq!(module.code_file.as_deref(), Some("app.exe"));
    }

    #[test]
    fn the_second_line_may_say_less_or_be_absent() {
        let module = read(&format!(
            "MODULE Linux x86_64 {ID} a\nINFO GENERATOR x\nINFO CODE_ID AB\n"
        ));
        assert_eq!(
            (module.code_id.as_deref(), module.code_file),
            (Some("AB"), None)
        );
        let module = read(&format!("MODULE mac arm64 {ID} Google Chrome Framework"));
        assert_eq!(module.debug_file.as_str(), "Google Chrome Framework");
        assert_eq!((module.code_id, module.code_file), (None, None));
        // Elsewhere it is no such line.
        let late = read(&format!(
            "MODULE mac arm64 {ID} a\nFILE 0 x\nINFO CODE_ID AB\n"
        ));
        assert_eq!(late.code_id, None);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "MODULE",
            "MODULE Linux x86_64",
            &format!("MODULE Linux x86_64 {ID}"),
            &format!("MODULE Linux x86_64 {ID} "),
            &format!("MODULE  x86_64 {ID} a"),
            &format!("MODULE Li\u{7}nux x86_64 {ID} a"),
            &format!("MODULE Linux x86_64 {ID} ../a"),
            &format!("MODULE Linux x86_64 {ID} .."),
            "MODULE Linux x86_64 ../../../../../etc/cron.d a",
            &format!("module Linux x86_64 {ID} a"),
            &format!("\nMODULE Linux x86_64 {ID} a"),
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_start_that_cannot_become_one_is_refused_at_once() {
        for good in ["", "MOD", "MODULE ", "MODULE Linux"] {
            assert!(check_start(good.as_bytes()).is_ok(), "{good}");
        }
        for bad in ["\n", "MOB", "MODULE\t", "MDMP"] {
            assert!(check_start(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
