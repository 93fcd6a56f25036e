//! Why an upload came to nothing, in words for people.

use serde::Deserialize;

use crate::json;
use crate::query::Parameters;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadFault {
    #[error("No file was chosen. Choose one and upload it again.")]
    NoFile,
    #[error("The file is empty. There is nothing to store.")]
    EmptyFile,
    #[error("The label is too long. Use at most 255 characters.")]
    LabelTooLong,
    #[error("The file is larger than this server takes.")]
    TooLarge,
    #[error("The server's storage is full. Nothing was stored; ask an administrator to make room.")]
    StorageFull,
    #[error("The dump does not exist any more.")]
    NotFound,
    #[error("Your session has ended. Sign in again in another tab, then retry.")]
    SignedOut,
    #[error("The connection broke. Check the network, then retry.")]
    Unreachable,
    /// The server's own words.
    #[error("{0}")]
    Refused(String),
    #[error("The upload failed on the server. Nothing was stored; try again.")]
    Failed,
}

impl UploadFault {
    /// Faults that a plain form is sent back with, as `?error=<code>`; all others are
    /// [`UploadFault::Failed`] there.
    const CODES: [(Self, &str); 5] = [
        (Self::NoFile, "no_file"),
        (Self::EmptyFile, "empty_file"),
        (Self::LabelTooLong, "label_too_long"),
        (Self::TooLarge, "too_large"),
        (Self::StorageFull, "storage_full"),
    ];

    /// The name under which a page is told the fault.
    #[cfg(feature = "ssr")]
    pub fn code(&self) -> &'static str {
        Self::CODES
            .iter()
            .find(|(fault, _)| fault == self)
            .map_or("failed", |(_, code)| code)
    }

    /// The fault that a plain form was sent back with.
    pub(crate) fn of_query(parameters: &Parameters) -> Option<Self> {
        let code = parameters.get("error")?;
        let known = Self::CODES.into_iter().find(|(_, name)| *name == code);
        Some(known.map_or(Self::Failed, |(fault, _)| fault))
    }

    /// Whether the same file may pass at another try.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::StorageFull | Self::SignedOut | Self::Unreachable | Self::Failed
        )
    }

    /// The fault that an answer to an upload tells; 0 is no answer at all.
    pub(crate) fn of_answer(status: u16, body: &str) -> Self {
        match status {
            0 => Self::Unreachable,
            401 => Self::SignedOut,
            404 => Self::NotFound,
            413 => Self::TooLarge,
            507 => Self::StorageFull,
            400 => Self::of_refusal(json::read(body).unwrap_or_default()),
            _ => Self::Failed,
        }
    }

    fn of_refusal(Refusal { file, label }: Refusal) -> Self {
        let messages = [file, label].concat();
        if messages.is_empty() {
            Self::Failed
        } else {
            Self::Refused(messages.join(" "))
        }
    }
}

/// What is wrong with the fields, as the REST API tells it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    file: Vec<String>,
    label: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ssr")]
    #[test]
    fn a_code_in_a_url_leads_to_its_fault() {
        let of_code =
            |code: &str| UploadFault::of_query(&Parameters::parse(&format!("error={code}")));
        assert_eq!(
            of_code(UploadFault::EmptyFile.code()),
            Some(UploadFault::EmptyFile)
        );
        assert_eq!(of_code("invented"), Some(UploadFault::Failed));
        assert_eq!(UploadFault::of_query(&Parameters::default()), None);
    }

    #[test]
    fn a_refusal_is_told_in_the_servers_words() {
        assert_eq!(
            UploadFault::of_answer(400, r#"{"file":["The submitted file is empty."]}"#),
            UploadFault::Refused("The submitted file is empty.".to_owned())
        );
    }

    #[test]
    fn answers_without_words_are_told_by_their_status() {
        for (status, body, fault) in [
            (0, "", UploadFault::Unreachable),
            (
                400,
                r#"{"detail":"Multipart form parse error"}"#,
                UploadFault::Failed,
            ),
            (401, "", UploadFault::SignedOut),
            (413, "<html>", UploadFault::TooLarge),
            (507, "", UploadFault::StorageFull),
            (502, "Bad Gateway", UploadFault::Failed),
        ] {
            assert_eq!(UploadFault::of_answer(status, body), fault);
        }
    }
}
