//! What a delimiter line is, and where in a chunk one might begin.
//!
//! ```text
//! CRLF "--" boundary *(SP / HTAB) CRLF    begins the next part
//! CRLF "--" boundary "--"                 ends the body
//! ```
//!
//! The first CRLF may be one that ends something else: the head before or, at the start of the
//! body, the head of the request. Everything else is content, whatever it looks like.
//!
//! A boundary holds no CR, so that only the first byte of a candidate can begin a delimiter line.
//! One that fails is therefore content as a whole, and the search goes on with the byte it failed
//! at: this is what makes it linear.

use memchr::{memmem, memrchr};

use crate::boundary::Boundary;

/// The most white space that may follow the boundary (RFC 2046 calls it transport padding). It
/// bounds what has to be held back.
pub(crate) const MAX_PADDING_BYTES: usize = 64;

/// Recognises the delimiter lines of one body.
#[derive(Debug)]
pub(crate) struct Delimiter {
    /// Its needle is CRLF, `--`, and the boundary.
    finder: memmem::Finder<'static>,
}

/// How much of a delimiter line has been seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Candidate {
    /// That many bytes of CRLF, `--`, and the boundary.
    Needle(usize),
    /// All of these, and that many bytes of padding.
    Padding(usize),
    /// All of these, and a CR.
    CarriageReturn,
    /// All of these without padding, and one `-`.
    Dash,
}

impl Candidate {
    pub(crate) const START: Self = Self::Needle(0);
    /// At the start of a line whose CRLF belongs to what comes before.
    pub(crate) const AFTER_CRLF: Self = Self::Needle(2);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Undecided(Candidate),
    /// The candidate is content.
    Content,
    /// The candidate is a delimiter line, and a part follows.
    NextPart,
    /// The candidate is the closing delimiter.
    Close,
}

impl Delimiter {
    pub(crate) fn new(boundary: &Boundary) -> Self {
        let needle = format!("\r\n--{}", boundary.as_str());
        Self {
            finder: memmem::Finder::new(&needle).into_owned(),
        }
    }

    /// Judges a candidate by the byte that follows it.
    pub(crate) fn step(&self, candidate: Candidate, byte: u8) -> Verdict {
        let needle = self.finder.needle();
        match (candidate, byte) {
            (Candidate::Needle(seen), _) if byte == needle[seen] => {
                Verdict::Undecided(if seen + 1 == needle.len() {
                    Candidate::Padding(0)
                } else {
                    Candidate::Needle(seen + 1)
                })
            }
            (Candidate::Padding(seen), b' ' | b'\t') if seen < MAX_PADDING_BYTES => {
                Verdict::Undecided(Candidate::Padding(seen + 1))
            }
            (Candidate::Padding(_), b'\r') => Verdict::Undecided(Candidate::CarriageReturn),
            (Candidate::Padding(0), b'-') => Verdict::Undecided(Candidate::Dash),
            (Candidate::CarriageReturn, b'\n') => Verdict::NextPart,
            (Candidate::Dash, b'-') => Verdict::Close,
            _ => Verdict::Content,
        }
    }

    /// How many bytes come before the first delimiter line, or before what might become one with
    /// more input.
    pub(crate) fn content_len(&self, input: &[u8]) -> usize {
        let mut searched = 0;
        while let Some(found) = self.finder.find(&input[searched..]) {
            let start = searched + found;
            searched = start + self.finder.needle().len();
            if self.judge_tail(&input[searched..]) != Verdict::Content {
                return start;
            }
        }
        input.len() - self.unfinished_needle_len(input)
    }

    fn judge_tail(&self, tail: &[u8]) -> Verdict {
        let mut candidate = Candidate::Padding(0);
        for &byte in tail {
            match self.step(candidate, byte) {
                Verdict::Undecided(next) => candidate = next,
                decided => return decided,
            }
        }
        Verdict::Undecided(candidate)
    }

    /// How many bytes at the end of the input are the beginning of a needle.
    fn unfinished_needle_len(&self, input: &[u8]) -> usize {
        let needle = self.finder.needle();
        let end = &input[input.len().saturating_sub(needle.len() - 1)..];
        match memrchr(b'\r', end) {
            Some(start) if needle.starts_with(&end[start..]) => end.len() - start,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content_len(input: &[u8]) -> usize {
        let boundary = Boundary::from_content_type("multipart/form-data; boundary=XX")
            .expect("a valid boundary");
        Delimiter::new(&boundary).content_len(input)
    }

    #[test]
    fn content_ends_at_a_delimiter_line() {
        for input in [
            "content\r\n--XX\r\n",
            "content\r\n--XX \t \r\n",
            "content\r\n--XX--",
            "content\r\n--XX--anything",
            "content\r\n--XX\r\nmore\r\n--XX--",
        ] {
            assert_eq!(content_len(input.as_bytes()), "content".len(), "{input:?}");
        }
    }

    #[test]
    fn content_ends_where_a_delimiter_line_may_begin() {
        let line = b"content\r\n--XX \r\n";
        for end in "content".len()..line.len() {
            assert_eq!(content_len(&line[..end]), "content".len(), "{end}");
        }
        assert_eq!(content_len(b"\r\n--XX-"), 0);
        assert_eq!(content_len(b"\r\r\n--X"), 1);
    }

    #[test]
    fn lookalikes_are_content() {
        for input in [
            "--XX\r\n.",
            "\n--XX\r\n.",
            "a--XX--",
            "\r\n-XX\r\n.",
            "\r\n--XY\r\n.",
            "\r\n--XXX\r\n.",
            "\r\n--XX\n",
            "\r\n--XX\rX",
            "\r\n--XX -- ",
            "\r\n--XX-X",
            "\r\n--xx--",
            "\r\n--XXX\r\n--XX-X",
        ] {
            assert_eq!(content_len(input.as_bytes()), input.len(), "{input:?}");
        }
    }

    #[test]
    fn padding_is_bounded() {
        let padded = |bytes: usize| format!("\r\n--XX{}\r\n.", " ".repeat(bytes));
        let longest = padded(MAX_PADDING_BYTES);
        assert_eq!(content_len(longest.as_bytes()), 0);
        let too_long = padded(MAX_PADDING_BYTES + 1);
        assert_eq!(content_len(too_long.as_bytes()), too_long.len());
    }
}
