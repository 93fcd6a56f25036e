//! Multipart bodies, written by hand where a client library would not write them so.

pub(crate) const BOUNDARY: &str = "boundary-of-the-tests";
pub(crate) const MULTIPART: &str = "multipart/form-data; boundary=boundary-of-the-tests";

/// A form in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<u8>);

impl Form {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn file(self, filename: &str, content: impl AsRef<[u8]>) -> Self {
        self.part(
            &format!("form-data; name=\"file\"; filename=\"{filename}\""),
            content,
        )
    }

    /// The dump, as crash clients name it.
    pub(crate) fn minidump(self, filename: &str, content: impl AsRef<[u8]>) -> Self {
        self.part(
            &format!("form-data; name=\"upload_file_minidump\"; filename=\"{filename}\""),
            content,
        )
    }

    pub(crate) fn label(self, label: &str) -> Self {
        self.text("label", label)
    }

    pub(crate) fn text(self, name: &str, text: &str) -> Self {
        self.part(&format!("form-data; name=\"{name}\""), text)
    }

    /// A part whose `Content-Disposition` is given.
    pub(crate) fn part(mut self, disposition: &str, content: impl AsRef<[u8]>) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(content.as_ref());
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0
            .extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }

    /// The form without its closing delimiter.
    pub(crate) fn truncated(self) -> Vec<u8> {
        self.0
    }
}
