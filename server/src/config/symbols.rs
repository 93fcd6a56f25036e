//! `[symbols]`: what makes the stacks of dumps readable.

use std::path::PathBuf;
use std::time::Duration;

use http::Uri;

use super::Paths;
use super::limits::{GIB, bytes, seconds};
use super::reader::Reader;

const SECTION: &str = "symbols";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    pub dir: PathBuf,
    /// Size of one symbol file, and of an archive of them when it is unpacked.
    pub max_bytes: u64,
    /// Whether fetching them needs no credentials.
    pub public: bool,
    /// Symbol servers that are asked for what dumps lack, in their order, without a slash at
    /// their ends.
    pub upstream: Vec<String>,
    /// What all files that were fetched from them may take.
    pub upstream_cache_bytes: u64,
    /// How long one of them may send nothing.
    pub upstream_timeout: Duration,
}

impl Symbols {
    pub(super) fn read(reader: &mut Reader, paths: &Paths) -> Self {
        let base = reader.base().to_owned();
        let dir = match reader.text(SECTION, "dir") {
            Some(dir) => base.join(dir),
            None => paths.data_dir.join("symbols"),
        };
        Self {
            dir,
            max_bytes: bytes(reader, SECTION, "max_bytes", 4 * GIB),
            public: reader.boolean(SECTION, "public", false),
            upstream: reader.value(
                SECTION,
                "upstream",
                Vec::new(),
                "addresses such as https://symbols.mozilla.org/, without credentials and \
                 parameters, separated by spaces or commas",
                |text| servers(text).map(server).collect(),
            ),
            upstream_cache_bytes: bytes(reader, SECTION, "upstream_cache_bytes", 10 * GIB),
            upstream_timeout: seconds(reader, SECTION, "upstream_timeout_seconds", 30),
        }
    }
}

fn servers(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '\t', '\n'])
        .filter(|server| !server.is_empty())
}

fn server(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    // A secret in it would be shown to whoever may see a symbol file.
    let is_open = uri
        .authority()
        .is_some_and(|host| !host.as_str().contains('@'));
    let is_path = uri.query().is_none() && !text.contains('#');
    let is_good = is_web && is_open && is_path;
    is_good.then(|| text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_addresses_without_secrets() {
        let read = |text| -> Option<Vec<String>> { servers(text).map(server).collect() };
        assert_eq!(
            read("https://a.example/, http://b.example:81/x/\n https://c.example"),
            Some(
                [
                    "https://a.example",
                    "http://b.example:81/x",
                    "https://c.example"
                ]
                .map(str::to_owned)
                .to_vec()
            )
        );
        assert_eq!(read(" , "), Some(Vec::new()));
        for bad in [
            "symbols.example.com",
            "ftp://a.example/",
            "https://",
            "https://x:secret@a.example/",
            "https://a.example/?key=x",
            "https://a.example/#x",
            "https://a.example/ /srv/symbols",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
