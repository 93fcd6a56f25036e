//! Why an upload of symbol files came to nothing, in words for people.

use crate::query::Parameters;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SymbolFault {
    #[error("No file was chosen. Choose some and upload them again.")]
    NoFile,
    #[error(
        "One of the files is no symbol file. dump_syms makes them; they end with .sym, and a ZIP \
         or gzip of them does as well. Nothing was stored."
    )]
    NotSymbols,
    #[error("The files are larger than this server takes. Nothing was stored.")]
    TooLarge,
    #[error("The server's storage is full. Nothing was stored; ask an administrator to make room.")]
    StorageFull,
    #[error("The upload failed on the server. Try again.")]
    Failed,
}

impl SymbolFault {
    /// Faults that the form is sent back with, as `?error=<code>`; all others are
    /// [`SymbolFault::Failed`] there.
    const CODES: [(Self, &str); 4] = [
        (Self::NoFile, "no_file"),
        (Self::NotSymbols, "not_symbols"),
        (Self::TooLarge, "too_large"),
        (Self::StorageFull, "storage_full"),
    ];

    /// The name under which the page is told the fault.
    #[cfg(feature = "ssr")]
    pub fn code(self) -> &'static str {
        Self::CODES
            .iter()
            .find(|(fault, _)| *fault == self)
            .map_or("failed", |(_, code)| code)
    }

    /// The fault that the form was sent back with.
    pub(crate) fn of_query(parameters: &Parameters) -> Option<Self> {
        let code = parameters.get("error")?;
        let known = Self::CODES.into_iter().find(|(_, name)| *name == code);
        Some(known.map_or(Self::Failed, |(fault, _)| fault))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_code_in_a_url_leads_to_its_fault() {
        let of_code =
            |code: &str| SymbolFault::of_query(&Parameters::parse(&format!("error={code}")));
        for (fault, _) in SymbolFault::CODES {
            assert_eq!(of_code(fault.code()), Some(fault));
        }
        assert_eq!(of_code("invented"), Some(SymbolFault::Failed));
        assert_eq!(SymbolFault::of_query(&Parameters::default()), None);
    }
}
