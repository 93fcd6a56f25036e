//! The parser over an async stream of chunks.

use std::task::Poll;

use bytes::Bytes;
use futures::{Stream, StreamExt};

use crate::boundary::Boundary;
use crate::error::Error;
use crate::head::PartHead;
use crate::limits::Limits;
use crate::scanner::Scanner;

/// Reads the parts of a `multipart/form-data` body, one after the other, from a stream of chunks.
///
/// Both methods are cancel safe: a call that was dropped can be made anew.
///
/// Nothing is read beyond the chunk with the closing delimiter. To go on with the stream after
/// that, pass `&mut stream`.
#[derive(Debug)]
pub struct Multipart<S> {
    stream: S,
    /// The stream ended or failed, and must not be polled again.
    is_finished: bool,
    scanner: Scanner,
    parse: fn(&[u8]) -> PartHead,
}

impl<S, E> Multipart<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// Starts at the beginning of a body.
    pub fn new(stream: S, boundary: &Boundary, limits: Limits) -> Self {
        Self {
            stream,
            is_finished: false,
            scanner: Scanner::new(boundary, limits),
            parse: PartHead::parse,
        }
    }

    /// Reads heads also that are not UTF-8 throughout, with U+FFFD for what is not.
    #[must_use]
    pub fn with_lossy_heads(self) -> Self {
        Self {
            parse: PartHead::parse_lossy,
            ..self
        }
    }

    /// Skips what is left of the part before and returns the head of the next; `None` after the
    /// closing delimiter.
    ///
    /// # Errors
    /// See [`Error`]. A body of no bytes at all is [`Error::Truncated`] too.
    pub async fn next_part(&mut self) -> Result<Option<PartHead>, Error<E>> {
        loop {
            if let Poll::Ready(head) = self.scanner.next_head()? {
                return Ok(head.map(|head| (self.parse)(&head)));
            }
            self.feed().await?;
        }
    }

    /// Returns the next bytes, at least one, of the part whose head came last; `None` at its end,
    /// and where there is no part.
    ///
    /// `None` says that the part is complete: its delimiter has been seen.
    ///
    /// # Errors
    /// [`Error::Stream`] and [`Error::Truncated`].
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, Error<E>> {
        loop {
            if let Poll::Ready(content) = self.scanner.next_content() {
                return Ok(content);
            }
            self.feed().await?;
        }
    }

    async fn feed(&mut self) -> Result<(), Error<E>> {
        if self.is_finished {
            return Err(Error::Truncated);
        }
        match self.stream.next().await {
            Some(Ok(chunk)) => {
                self.scanner.push(chunk);
                Ok(())
            }
            Some(Err(error)) => {
                self.is_finished = true;
                Err(Error::Stream(error))
            }
            None => {
                self.is_finished = true;
                Err(Error::Truncated)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, stream};

    use super::*;

    const BODY: &str = "--XX\r\n\
        Content-Disposition: form-data; name=\"label\"\r\n\r\n\
        v1\r\n\
        --XX\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"app.dmp\"\r\n\r\n\
        content\r\n\
        --XX--";

    type Chunk = Result<Bytes, &'static str>;

    fn multipart<S, E>(stream: S) -> Multipart<S>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        let boundary = Boundary::from_content_type("multipart/form-data; boundary=XX")
            .expect("a valid boundary");
        Multipart::new(stream, &boundary, Limits::default())
    }

    fn chunks<const N: usize>(texts: [&'static str; N]) -> impl Stream<Item = Chunk> + Unpin {
        stream::iter(texts.map(|text| Ok(text.into())))
    }

    /// What a call returns whose stream is ready.
    fn now<T>(call: impl Future<Output = T>) -> T {
        call.now_or_never().expect("the stream is ready")
    }

    #[test]
    fn parts_are_read_in_order() {
        let mut multipart = multipart(chunks([BODY]));
        assert_eq!(now(multipart.next_chunk()), Ok(None));

        let label = now(multipart.next_part())
            .expect("readable")
            .expect("a part");
        assert_eq!(label.name.as_deref(), Some("label"));
        assert_eq!(now(multipart.next_chunk()), Ok(Some("v1".into())));
        assert_eq!(now(multipart.next_chunk()), Ok(None));
        assert_eq!(now(multipart.next_chunk()), Ok(None));

        let file = now(multipart.next_part())
            .expect("readable")
            .expect("a part");
        assert_eq!(file.filename.as_deref(), Some("app.dmp"));
        assert_eq!(now(multipart.next_chunk()), Ok(Some("content".into())));
        assert_eq!(now(multipart.next_chunk()), Ok(None));

        assert_eq!(now(multipart.next_part()), Ok(None));
        assert_eq!(now(multipart.next_part()), Ok(None));
        assert_eq!(now(multipart.next_chunk()), Ok(None));
    }

    #[test]
    fn next_part_skips_what_is_left() {
        let bytes = BODY
            .as_bytes()
            .chunks(1)
            .map(|byte| Chunk::Ok(Bytes::from_static(byte)));
        let mut multipart = multipart(stream::iter(bytes));
        let mut names = Vec::new();
        while let Some(head) = now(multipart.next_part()).expect("readable") {
            names.extend(head.name);
            now(multipart.next_chunk()).expect("readable");
        }
        assert_eq!(names, ["label", "file"]);
    }

    #[test]
    fn body_that_ends_early_is_truncated() {
        let mut in_head = multipart(chunks(["--XX\r\nContent-"]));
        assert_eq!(now(in_head.next_part()), Err(Error::Truncated));
        assert_eq!(now(in_head.next_part()), Err(Error::Truncated));

        let mut in_content = multipart(chunks(["--XX\r\n\r\ncontent\r\n--XX"]));
        assert_eq!(now(in_content.next_part()), Ok(Some(PartHead::default())));
        assert_eq!(now(in_content.next_chunk()), Ok(Some("content".into())));
        assert_eq!(now(in_content.next_chunk()), Err(Error::Truncated));
        assert_eq!(now(in_content.next_chunk()), Err(Error::Truncated));
        assert_eq!(now(in_content.next_part()), Err(Error::Truncated));
    }

    #[test]
    fn failure_of_the_stream_is_passed_on_and_final() {
        let broken = [
            Ok("--XX\r\n\r\n".into()),
            Err("broken"),
            Ok("\r\n--XX--".into()),
        ];
        let mut multipart = multipart(stream::iter(broken));
        assert_eq!(now(multipart.next_part()), Ok(Some(PartHead::default())));
        assert_eq!(now(multipart.next_chunk()), Err(Error::Stream("broken")));
        assert_eq!(now(multipart.next_chunk()), Err(Error::Truncated));
    }

    #[test]
    fn limits_are_kept() {
        let boundary = Boundary::from_content_type("multipart/form-data; boundary=XX")
            .expect("a valid boundary");
        let unlimited = Limits::default();
        for (limits, error) in [
            (
                Limits {
                    max_preamble_bytes: 0,
                    ..unlimited
                },
                Error::PreambleTooLarge,
            ),
            (
                Limits {
                    max_head_bytes: 1,
                    ..unlimited
                },
                Error::HeadTooLarge,
            ),
            (
                Limits {
                    max_parts: 0,
                    ..unlimited
                },
                Error::TooManyParts,
            ),
        ] {
            let body = chunks(["preamble\r\n", BODY]);
            let mut multipart = Multipart::new(body, &boundary, limits);
            assert_eq!(now(multipart.next_part()), Err(error));
        }
    }

    #[test]
    fn stream_is_left_alone_after_the_closing_delimiter() {
        let mut chunks = chunks(["--XX--", "epilogue"]);
        assert_eq!(now(multipart(&mut chunks).next_part()), Ok(None));
        assert_eq!(now(chunks.next()), Some(Ok("epilogue".into())));
    }

    #[test]
    fn dropped_call_can_be_made_anew() {
        let mut polls = 0;
        let mut texts = ["--XX\r\n\r\ncon", "tent\r\n--XX--"].into_iter();
        let hesitant = stream::poll_fn(|_| {
            polls += 1;
            if polls % 2 == 0 {
                Poll::Ready(texts.next().map(|text| Chunk::Ok(text.into())))
            } else {
                Poll::Pending
            }
        });
        let mut multipart = multipart(hesitant);
        assert_eq!(multipart.next_part().now_or_never(), None);
        assert_eq!(now(multipart.next_part()), Ok(Some(PartHead::default())));
        assert_eq!(now(multipart.next_chunk()), Ok(Some("con".into())));
        assert_eq!(multipart.next_chunk().now_or_never(), None);
        assert_eq!(now(multipart.next_chunk()), Ok(Some("tent".into())));
        assert_eq!(now(multipart.next_chunk()), Ok(None));
    }
}
