//! A streaming `multipart/form-data` parser (RFC 7578) with bounded memory.
//!
//! It reads a request body as a stream of [`Bytes`](bytes::Bytes) and hands out its parts one
//! after the other. Contents are slices of the incoming chunks, byte for byte. Between two chunks
//! it keeps at most an unfinished delimiter line or an unfinished part head, so what a hostile body
//! can make it hold is [`Limits::max_head_bytes`] or some 300 bytes, whichever is more. Work is
//! linear in the length of the body, however it is cut into chunks.
//!
//! Deliberately absent: limits on contents (the caller sees every chunk and can stop), decoding of
//! `Content-Transfer-Encoding` (RFC 7578 section 4.7), and what a file name may look like.
//!
//! ```
//! use bytes::Bytes;
//! use futures::stream;
//! use multipart::{Boundary, Limits, Multipart};
//!
//! # futures::executor::block_on(async {
//! let boundary = Boundary::from_content_type("multipart/form-data; boundary=XX")?;
//! let body = stream::iter([
//!     Ok::<_, std::io::Error>(Bytes::from_static(b"--XX\r\nContent-Disposition: form-data; na")),
//!     Ok(Bytes::from_static(b"me=\"label\"\r\n\r\nv1.2.3\r\n--XX--\r\n")),
//! ]);
//!
//! let mut multipart = Multipart::new(body, &boundary, Limits::default());
//! while let Some(head) = multipart.next_part().await? {
//!     let mut content = Vec::new();
//!     while let Some(chunk) = multipart.next_chunk().await? {
//!         content.extend_from_slice(&chunk);
//!     }
//!     assert_eq!(head.name.as_deref(), Some("label"));
//!     assert_eq!(content, b"v1.2.3");
//! }
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # Layers
//!
//! ```text
//! stream.rs     Multipart: feeds the scanner from an async stream
//!    │
//!    ├─ scanner.rs     where heads and contents begin and end, without I/O
//!    │     └─ delimiter.rs    what a delimiter line is, and how to find one
//!    │
//!    └─ head.rs        PartHead: the fields of a part's head
//!          └─ disposition.rs   name and file name
//!                └─ parameters.rs, extended_value.rs    their notations
//! ```
//!
//! # Adding to it
//!
//! - A further field of a part's head: a member of [`PartHead`] and an arm in `head.rs`.
//! - A further limit: a member of [`Limits`], a variant of `limits::Exceeded` and of [`Error`], and
//!   the check in `scanner.rs`, where what is counted grows.
//! - A further media type, say `multipart/mixed`: `boundary.rs`; the framing is the same.

#![forbid(unsafe_code)]

mod boundary;
mod delimiter;
mod disposition;
mod error;
mod extended_value;
mod head;
mod limits;
mod parameters;
mod scanner;
mod stream;

pub use boundary::{Boundary, BoundaryError};
pub use error::Error;
pub use head::PartHead;
pub use limits::Limits;
pub use stream::Multipart;
