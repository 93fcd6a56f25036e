//! Symbol files, and the names that they are looked for by.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::time::timestamp;
use crate::{Actor, Sha256};

/// What a file system takes for a name.
const MAX_NAME_BYTES: usize = 255;
const SYMBOL_EXTENSION: &str = ".sym";
const PDB_EXTENSION: &str = ".pdb";

/// Number of a symbol file; counts up from 1, and a file that replaces another has a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SymbolId(pub i64);

impl From<i64> for SymbolId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for SymbolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A symbol file in Breakpad's format.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Symbol {
    pub id: SymbolId,
    #[serde(flatten)]
    pub module: SymbolModule,
    /// Length in bytes.
    pub size: u64,
    pub sha256: Sha256,
    #[serde(with = "timestamp")]
    pub uploaded_at: DateTime<Utc>,
    pub uploaded_by: Actor,
    /// The symbol server that it was fetched from; `None` for one that was uploaded.
    pub upstream: Option<String>,
}

/// What a symbol file says it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SymbolModule {
    pub debug_file: DebugFile,
    pub debug_id: DebugId,
    pub os: String,
    pub cpu: String,
    /// The name of the program or library, where that is another.
    pub code_file: Option<String>,
    pub code_id: Option<String>,
}

impl SymbolModule {
    pub fn key(&self) -> SymbolKey {
        SymbolKey {
            debug_file: self.debug_file.clone(),
            debug_id: self.debug_id.clone(),
        }
    }
}

/// What dumps name a module by; no two symbol files have the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SymbolKey {
    pub debug_file: DebugFile,
    pub debug_id: DebugId,
}

/// A text that is no name of a module or of one of its builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SymbolKeyError {
    #[error("the name of a module is a file's name without a folder, of at most 251 bytes")]
    DebugFile,
    #[error("a debug identifier is 32 hex digits, or 8 of an old PDB, and an age of 1 to 8")]
    DebugId,
}

/// The name of the file that a module's debug information came from: `app`, `app.pdb`. It can
/// name a folder and leads nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DebugFile(String);

impl DebugFile {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that Breakpad gives to the file of symbols.
    pub fn symbol_file(&self) -> String {
        let stem_bytes = self.0.len().saturating_sub(PDB_EXTENSION.len());
        let stem = self
            .0
            .split_at_checked(stem_bytes)
            .filter(|(_, extension)| extension.eq_ignore_ascii_case(PDB_EXTENSION))
            .map_or(self.as_str(), |(stem, _)| stem);
        format!("{stem}{SYMBOL_EXTENSION}")
    }
}

impl FromStr for DebugFile {
    type Err = SymbolKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_long = text.len() + SYMBOL_EXTENSION.len() > MAX_NAME_BYTES;
        let leads_away = text.contains(['/', '\\']) || matches!(text, "" | "." | "..");
        if is_long || leads_away || text.contains(char::is_control) {
            return Err(SymbolKeyError::DebugFile);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for DebugFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for DebugFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Which build of a module, as Breakpad writes it: the signature in upper case and the age in
/// lower case, without zeros before it. Read in any case, and with the hyphens of a UUID.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DebugId(String);

impl DebugId {
    const UUID_DIGITS: usize = 32;
    /// PDB 2.0 has a timestamp in the place of a UUID.
    const TIMESTAMP_DIGITS: usize = 8;
    const MAX_AGE_DIGITS: usize = 8;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DebugId {
    type Err = SymbolKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|digit| *digit != '-').collect();
        let signature_digits = if digits.len() > Self::UUID_DIGITS {
            Self::UUID_DIGITS
        } else {
            Self::TIMESTAMP_DIGITS
        };
        let (signature, age) = digits
            .split_at_checked(signature_digits)
            .filter(|(_, age)| (1..=Self::MAX_AGE_DIGITS).contains(&age.len()))
            .filter(|_| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .ok_or(SymbolKeyError::DebugId)?;
        let age = u32::from_str_radix(age, 16).map_err(|_| SymbolKeyError::DebugId)?;
        Ok(Self(format!("{}{age:x}", signature.to_ascii_uppercase())))
    }
}

impl fmt::Display for DebugId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for DebugId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A page of symbol files, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolQuery {
    /// A part of the module's name, of its program's name, or of its debug identifier, in any
    /// (ASCII) case; `""` is in all of them.
    pub q: String,
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<SymbolId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_file_is_named_after_its_module() {
        for (debug_file, symbol_file) in [
            ("app.pdb", "app.sym"),
            ("App.PDB", "App.sym"),
            (".pdb", ".sym"),
            ("libc.so.6", "libc.so.6.sym"),
            ("app", "app.sym"),
            ("é", "é.sym"),
            ("Google Chrome Framework", "Google Chrome Framework.sym"),
        ] {
            let file: DebugFile = debug_file.parse().expect(debug_file);
            assert_eq!(file.symbol_file(), symbol_file);
        }
    }

    #[test]
    fn a_name_leads_out_of_no_folder() {
        let longest = "x".repeat(251);
        for good in ["...", ".hidden", "a b", longest.as_str()] {
            assert!(good.parse::<DebugFile>().is_ok(), "{good}");
        }
        let too_long = "x".repeat(252);
        for bad in [
            "", ".", "..", "a/b", "/a", "../a", r"a\b", "a\0", "a\n", &too_long,
        ] {
            let parsed = bad.parse::<DebugFile>();
            assert_eq!(parsed, Err(SymbolKeyError::DebugFile), "{bad:?}");
        }
    }

    #[test]
    fn a_debug_identifier_is_written_in_one_way() {
        let signature = "5A9832E5287241C1838ED98914E9B7FF";
        for (text, expected) in [
            (format!("{signature}1"), format!("{signature}1")),
            (
                format!("{}A", signature.to_lowercase()),
                format!("{signature}a"),
            ),
            (
                "5a9832e5-2872-41c1-838e-d98914e9b7ff-01".to_owned(),
                format!("{signature}1"),
            ),
            (
                format!("{signature}FFFFFFFF"),
                format!("{signature}ffffffff"),
            ),
            ("3f4a1b2c1".to_owned(), "3F4A1B2C1".to_owned()),
        ] {
            assert_eq!(text.parse::<DebugId>().expect(&text).as_str(), expected);
        }
        for bad in [
            "",
            "1",
            signature,
            "5A9832E5",
            &format!("{signature}123456789"),
            &format!("{signature}x"),
            &format!("{signature}/"),
            "5A9832E5287241C1838ED98914E9B7Fé1",
        ] {
            assert_eq!(
                bad.parse::<DebugId>(),
                Err(SymbolKeyError::DebugId),
                "{bad}"
            );
        }
    }
}
