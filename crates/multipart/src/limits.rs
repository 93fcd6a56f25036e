//! How much framing a body may have.

/// Bounds on everything but contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes before the first delimiter line.
    pub max_preamble_bytes: usize,
    /// Bytes of one part's head, up to and with the blank line that ends it.
    pub max_head_bytes: usize,
    /// Parts in the body.
    pub max_parts: usize,
}

impl Default for Limits {
    /// 16 KiB of preamble, 16 KiB for each head, and 1,100 parts: the 1,000 fields and 100 files
    /// that Django takes.
    fn default() -> Self {
        Self {
            max_preamble_bytes: 16 * 1024,
            max_head_bytes: 16 * 1024,
            max_parts: 1_100,
        }
    }
}

/// Which limit a body went over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Preamble,
    Head,
    Parts,
}
