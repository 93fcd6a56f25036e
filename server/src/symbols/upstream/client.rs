//! What is sent to a symbol server, and how far its answer is followed.
//!
//! The address of a server is the operator's word, and may be anywhere. Where it redirects to
//! is not: other places than itself are reached by TLS alone, and only in the public internet,
//! so that no answer can make this server look into its own network.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use model::SymbolKey;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::mpsc;
use ureq::http::header::{ACCEPT_ENCODING, LOCATION};
use ureq::http::uri::{Scheme, Uri};
use ureq::http::{HeaderMap, Response};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

use super::public_address::PublicResolver;

const REDIRECTS: usize = 3;
/// One file from beginning to end, however steadily it comes.
const WHOLE: Duration = Duration::from_mins(30);
/// A connection is used again that soon, and no later.
const MAX_IDLE: Duration = Duration::from_secs(1);
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that wait for the disk.
const CHUNKS: usize = 4;
/// What compression may add to a file.
const OVERHEAD_BYTES: u64 = 1024 * 1024;
/// As `Content-Encoding`, or as the file lies there.
const CODINGS: &str = "gzip, zstd";
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Why there is no file.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server has none.
    NotFound,
    /// What it has is no such file, and will not be.
    Useless(String),
    /// Another try may succeed.
    Failed(String),
    /// There is none for its file here.
    NoRoom,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::NoRoom => f.write_str("there is no room for it"),
            Self::Useless(reason) | Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Fault {}

pub(super) struct Client {
    /// For the servers themselves.
    trusting: Agent,
    /// For where they redirect to.
    wary: Agent,
}

impl Client {
    /// `silence`: how long a server may send nothing.
    pub(super) fn new(silence: Duration) -> Self {
        let config = || {
            let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
            Agent::config_builder()
                .tls_config(tls.build())
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                // One would be asked for addresses that only it can see.
                .proxy(None)
                .timeout_connect(Some(silence))
                .timeout_recv_response(Some(silence))
                .timeout_per_read(Some(silence))
                .timeout_global(Some(WHOLE))
                // A server that has closed an idle connection would seem to be gone.
                .max_idle_age(MAX_IDLE)
                .user_agent(concat!("crash-store/", env!("CARGO_PKG_VERSION")))
        };
        let wary = config().https_only(true).build();
        Self {
            trusting: Agent::with_parts(
                config().build(),
                DefaultConnector::default(),
                DefaultResolver::default(),
            ),
            wary: Agent::with_parts(wary, DefaultConnector::default(), PublicResolver::default()),
        }
    }

    /// The bytes of a module's symbols, as they come from `server`. The last of them is the end
    /// of the file, or an error.
    ///
    /// On a thread of its own, which ends with whoever reads: a stop of the server waits for no
    /// other's.
    pub(super) fn get(
        self: &Arc<Self>,
        server: &str,
        key: &SymbolKey,
        max_bytes: u64,
    ) -> Result<mpsc::Receiver<Result<Bytes, Fault>>, Fault> {
        let uri = address(server, key)?;
        let (sink, chunks) = mpsc::channel(CHUNKS);
        let client = self.clone();
        let fetch = move || {
            let sent = client
                .open(&uri)
                .and_then(|body| send(body, max_bytes, &sink));
            if let Err(fault) = sent {
                // Whoever reads no more wants to hear of no fault.
                let _ = sink.blocking_send(Err(fault));
            }
        };
        thread::Builder::new()
            .name("symbol-server".to_owned())
            .spawn(fetch)
            .map_err(|error| Fault::Failed(error.to_string()))?;
        Ok(chunks)
    }

    fn open(&self, server: &Uri) -> Result<Body, Fault> {
        let mut uri = server.clone();
        for _ in 0..=REDIRECTS {
            let agent = if is_same_place(&uri, server) {
                &self.trusting
            } else {
                &self.wary
            };
            let request = agent.get(uri.clone()).header(ACCEPT_ENCODING, CODINGS);
            let answer = request.call().map_err(|error| failure(&error))?;
            uri = match destination(&answer)? {
                None => return Ok(answer.into_body()),
                Some(location) => redirected(&uri, location)?,
            };
        }
        Err(useless("it redirects too often"))
    }
}

fn address(server: &str, key: &SymbolKey) -> Result<Uri, Fault> {
    let segment = |text: &str| utf8_percent_encode(text, SEGMENT).to_string();
    let path = [
        segment(key.debug_file.as_str()),
        segment(key.debug_id.as_str()),
        segment(&key.debug_file.symbol_file()),
    ];
    let uri = format!("{server}/{}", path.join("/"));
    uri.parse().map_err(|_| useless("its address is too long"))
}

fn send(
    body: Body,
    max_bytes: u64,
    sink: &mpsc::Sender<Result<Bytes, Fault>>,
) -> Result<(), Fault> {
    let mut left = max_bytes.saturating_add(OVERHEAD_BYTES);
    let mut reader = body.into_with_config().limit(u64::MAX).reader();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = reader.read(&mut chunk).map_err(|error| broken(&error))?;
        if length == 0 {
            return Ok(());
        }
        left = left
            .checked_sub(length as u64)
            .ok_or_else(|| useless("it is larger than this server takes"))?;
        let bytes = Bytes::copy_from_slice(&chunk[..length]);
        if sink.blocking_send(Ok(bytes)).is_err() {
            return Ok(());
        }
    }
}

/// Where an answer leads; `None` when it is the file.
fn destination(answer: &Response<Body>) -> Result<Option<&str>, Fault> {
    let status = answer.status();
    match status.as_u16() {
        200 => Ok(None),
        301 | 302 | 303 | 307 | 308 => location(answer.headers()).map(Some),
        // Buckets answer 403 where nobody may see that there is nothing.
        403 | 404 | 410 => Err(Fault::NotFound),
        408 | 429 | 500.. => Err(Fault::Failed(format!("it answers {status}"))),
        _ => Err(Fault::Useless(format!("it answers {status}"))),
    }
}

fn location(headers: &HeaderMap) -> Result<&str, Fault> {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    location.ok_or_else(|| useless("it redirects to nowhere"))
}

/// The address that `location` names, seen from `uri`: a whole one, or a path of the same
/// place.
fn redirected(uri: &Uri, location: &str) -> Result<Uri, Fault> {
    let refused = || Fault::Useless(format!("it redirects to {location:?}"));
    let is_path = location.starts_with('/') && !location.starts_with("//");
    if !is_path {
        let target: Uri = location.parse().map_err(|_| refused())?;
        let is_whole = target
            .authority()
            .is_some_and(|place| !place.as_str().contains('@'));
        let is_web = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&target.scheme());
        return if is_whole && is_web {
            Ok(target)
        } else {
            Err(refused())
        };
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(location.parse().map_err(|_| refused())?);
    Uri::from_parts(parts).map_err(|_| refused())
}

fn is_same_place(one: &Uri, other: &Uri) -> bool {
    (one.scheme(), one.authority()) == (other.scheme(), other.authority())
}

fn failure(error: &ureq::Error) -> Fault {
    match error {
        ureq::Error::RequireHttpsOnly(address) => {
            Fault::Useless(format!("it redirects to {address}, which is not https"))
        }
        ureq::Error::Other(error) if error.is::<super::public_address::NotPublic>() => {
            Fault::Useless(error.to_string())
        }
        error => Fault::Failed(error.to_string()),
    }
}

fn broken(error: &io::Error) -> Fault {
    Fault::Failed(format!("it broke off: {error}"))
}

fn useless(reason: &str) -> Fault {
    Fault::Useless(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(debug_file: &str) -> SymbolKey {
        SymbolKey {
            debug_file: debug_file.parse().expect("a name"),
            debug_id: "5A9832E5287241C1838ED98914E9B7FF1"
                .parse()
                .expect("an identifier"),
        }
    }

    #[test]
    fn a_file_is_asked_for_by_its_three_names() {
        for (debug_file, path) in [
            (
                "app.pdb",
                "app.pdb/5A9832E5287241C1838ED98914E9B7FF1/app.sym",
            ),
            (
                "a b?#.so",
                "a%20b%3F%23.so/5A9832E5287241C1838ED98914E9B7FF1/a%20b%3F%23.so.sym",
            ),
        ] {
            let uri = address("https://symbols.example.com/x", &key(debug_file));
            let expected = format!("https://symbols.example.com/x/{path}");
            assert_eq!(uri.expect("an address").to_string(), expected);
        }
    }

    #[test]
    fn a_redirect_leads_to_a_whole_address_or_to_a_path() {
        let uri: Uri = "https://symbols.example.com/a/b".parse().expect("is one");
        for (location, expected) in [
            ("/c?d", "https://symbols.example.com/c?d"),
            ("https://files.example.com/c", "https://files.example.com/c"),
            (
                "http://symbols.example.com/c",
                "http://symbols.example.com/c",
            ),
        ] {
            let target = redirected(&uri, location).expect(location);
            assert_eq!(target.to_string(), expected);
        }
        for location in [
            "",
            "c",
            "../c",
            "//files.example.com/c",
            "file:///etc/passwd",
            "ftp://files.example.com/c",
            "https://user:secret@files.example.com/",
            "https:///c",
        ] {
            let refused = redirected(&uri, location);
            assert!(matches!(refused, Err(Fault::Useless(_))), "{location}");
        }
    }

    #[test]
    fn another_scheme_host_or_port_is_another_place() {
        let uri = |text: &str| text.parse::<Uri>().expect("an address");
        let server = uri("https://symbols.example.com/a");
        assert!(is_same_place(
            &uri("https://symbols.example.com/b"),
            &server
        ));
        for other in [
            "http://symbols.example.com/a",
            "https://symbols.example.com:8443/a",
            "https://example.com/a",
        ] {
            assert!(!is_same_place(&uri(other), &server), "{other}");
        }
    }
}
