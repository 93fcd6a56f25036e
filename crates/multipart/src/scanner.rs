//! Where heads and contents begin and end, without I/O.
//!
//! ```text
//!            delimiter                 blank line
//! Preamble ─────────────┬──────▶ Head ────────────▶ Content
//!    │                  └─────────────────────────────┤ delimiter
//!    └──────────────▶ Closed ◀────────────────────────┘
//!     close delimiter         close delimiter
//! ```
//!
//! The caller pushes a chunk whenever an answer is [`Poll::Pending`], which stands for "needs more
//! input". What a head says is not this module's concern.
//!
//! A delimiter line inside a head is a line of that head: the blank line is what ends one.

use std::mem;
use std::task::Poll;

use bytes::{Buf, Bytes};

use crate::boundary::Boundary;
use crate::delimiter::{Candidate, Delimiter, Verdict};
use crate::limits::{Exceeded, Limits};

#[derive(Debug)]
pub(crate) struct Scanner {
    delimiter: Delimiter,
    limits: Limits,
    state: State,
    parts_begun: usize,
    /// What is left of the chunk pushed last.
    input: Bytes,
    /// The delimiter line that `input` may go on with; in preamble and contents only.
    candidate: Option<Candidate>,
    /// Bytes of earlier chunks that could not be passed on: those of `candidate`, or of a head.
    held: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Preamble { skipped_bytes: usize },
    Head { blank_line: BlankLine },
    Content,
    Closed,
}

/// What comes next in preamble or contents.
enum Piece {
    Content(Bytes),
    Delimiter,
    CloseDelimiter,
}

impl Scanner {
    pub(crate) fn new(boundary: &Boundary, limits: Limits) -> Self {
        Self {
            delimiter: Delimiter::new(boundary),
            limits,
            state: State::Preamble { skipped_bytes: 0 },
            parts_begun: 0,
            input: Bytes::new(),
            candidate: Some(Candidate::AFTER_CRLF),
            held: Vec::new(),
        }
    }

    /// Takes the next chunk of the body, once an answer was [`Poll::Pending`].
    pub(crate) fn push(&mut self, chunk: Bytes) {
        debug_assert!(self.input.is_empty(), "the chunk before is used up");
        self.input = chunk;
    }

    /// Skips what is left of the part before and returns the next head with its blank line; `None`
    /// after the closing delimiter.
    pub(crate) fn next_head(&mut self) -> Result<Poll<Option<Vec<u8>>>, Exceeded> {
        loop {
            match self.state {
                State::Preamble { skipped_bytes } => {
                    if skipped_bytes > self.limits.max_preamble_bytes {
                        return Err(Exceeded::Preamble);
                    }
                    match self.next_piece() {
                        Poll::Ready(Piece::Content(skipped)) => {
                            self.state = State::Preamble {
                                skipped_bytes: skipped_bytes.saturating_add(skipped.len()),
                            };
                        }
                        Poll::Ready(Piece::Delimiter) => self.begin_part(),
                        Poll::Ready(Piece::CloseDelimiter) => self.close(),
                        Poll::Pending => return Ok(Poll::Pending),
                    }
                }
                State::Content => {
                    if self.next_content().is_pending() {
                        return Ok(Poll::Pending);
                    }
                }
                State::Head { blank_line } => {
                    if self.parts_begun > self.limits.max_parts {
                        return Err(Exceeded::Parts);
                    }
                    return Ok(self.scan_head(blank_line)?.map(Some));
                }
                State::Closed => return Ok(Poll::Ready(None)),
            }
        }
    }

    /// Returns the next bytes, at least one, of the part whose head came last; `None` at its end.
    pub(crate) fn next_content(&mut self) -> Poll<Option<Bytes>> {
        if !matches!(self.state, State::Content) {
            return Poll::Ready(None);
        }
        self.next_piece().map(|piece| {
            match piece {
                Piece::Content(content) => return Some(content),
                Piece::Delimiter => self.begin_part(),
                Piece::CloseDelimiter => self.close(),
            }
            None
        })
    }

    fn begin_part(&mut self) {
        self.parts_begun += 1;
        self.state = State::Head {
            blank_line: BlankLine::AFTER_CRLF,
        };
    }

    fn close(&mut self) {
        self.state = State::Closed;
        self.input = Bytes::new();
    }

    fn scan_head(&mut self, mut blank_line: BlankLine) -> Result<Poll<Vec<u8>>, Exceeded> {
        let room = self.limits.max_head_bytes - self.held.len();
        let end = self.input.iter().take(room).position(|&byte| {
            blank_line = blank_line.step(byte);
            blank_line.is_complete()
        });
        if let Some(end) = end {
            self.held.extend_from_slice(&self.input.split_to(end + 1));
            self.state = State::Content;
            self.candidate = Some(Candidate::AFTER_CRLF);
            return Ok(Poll::Ready(mem::take(&mut self.held)));
        }
        let taken = self.input.split_to(room.min(self.input.len()));
        self.held.extend_from_slice(&taken);
        self.state = State::Head { blank_line };
        if self.held.len() == self.limits.max_head_bytes {
            return Err(Exceeded::Head);
        }
        Ok(Poll::Pending)
    }

    fn next_piece(&mut self) -> Poll<Piece> {
        while !self.input.is_empty() {
            if let Some(candidate) = self.candidate {
                if let Some(piece) = self.resume(candidate) {
                    return Poll::Ready(piece);
                }
                continue;
            }
            let content_len = self.delimiter.content_len(&self.input);
            if content_len < self.input.len() {
                self.candidate = Some(Candidate::START);
            }
            if content_len > 0 {
                let content = self.input.split_to(content_len);
                return Poll::Ready(Piece::Content(content));
            }
        }
        Poll::Pending
    }

    /// Goes on with a candidate. `None` if the input does not decide it, or decides that it is
    /// content of which no byte is held.
    fn resume(&mut self, mut candidate: Candidate) -> Option<Piece> {
        for (index, &byte) in self.input.iter().enumerate() {
            let piece = match self.delimiter.step(candidate, byte) {
                Verdict::Undecided(next) => {
                    candidate = next;
                    continue;
                }
                Verdict::Content => {
                    // Its bytes in this chunk stay there, to be passed on with what follows.
                    self.candidate = None;
                    let held = mem::take(&mut self.held);
                    return (!held.is_empty()).then(|| Piece::Content(held.into()));
                }
                Verdict::NextPart => Piece::Delimiter,
                Verdict::Close => Piece::CloseDelimiter,
            };
            self.input.advance(index + 1);
            self.candidate = None;
            self.held.clear();
            return Some(piece);
        }
        // `clear` would keep the chunk in memory.
        self.held.extend_from_slice(&mem::take(&mut self.input));
        self.candidate = Some(candidate);
        None
    }
}

/// How many bytes of CRLF CRLF have been seen.
#[derive(Clone, Copy, Debug)]
struct BlankLine(usize);

impl BlankLine {
    /// At the start of a line whose CRLF belongs to what comes before.
    const AFTER_CRLF: Self = Self(2);

    fn step(self, byte: u8) -> Self {
        match byte {
            _ if byte == b"\r\n\r\n"[self.0] => Self(self.0 + 1),
            b'\r' => Self(1),
            _ => Self(0),
        }
    }

    fn is_complete(self) -> bool {
        self.0 == 4
    }
}

#[cfg(test)]
mod tests;
