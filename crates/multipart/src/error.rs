//! Why a body could not be read.

use crate::limits::Exceeded;

/// Why a body could not be read, where `E` is the error of the stream below.
///
/// All of them are final: nothing further can be read from the body.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error<E> {
    /// The stream below failed.
    #[error("the body could not be read")]
    Stream(#[source] E),
    /// The stream ended before the closing delimiter; the part being read is incomplete.
    #[error("the body ends before its closing delimiter")]
    Truncated,
    /// More came before the first delimiter than [`Limits`](crate::Limits) allow.
    #[error("there is too much text before the first part")]
    PreambleTooLarge,
    /// The head of a part is longer than [`Limits`](crate::Limits) allow.
    #[error("the head of a part is too large")]
    HeadTooLarge,
    /// There are more parts than [`Limits`](crate::Limits) allow.
    #[error("there are too many parts")]
    TooManyParts,
}

impl<E> From<Exceeded> for Error<E> {
    fn from(exceeded: Exceeded) -> Self {
        match exceeded {
            Exceeded::Preamble => Self::PreambleTooLarge,
            Exceeded::Head => Self::HeadTooLarge,
            Exceeded::Parts => Self::TooManyParts,
        }
    }
}
