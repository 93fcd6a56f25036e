//! Other symbol servers, which are asked for what dumps lack.

use std::convert::Infallible;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::{IntoAnswer, TestApp};

const DUMP: &[u8] = include_bytes!("requests/crashy-segv.dmp");
/// What the dump lacks, and the samples have.
const CRASHY: &str = "/crashy/38AE47EF5430B095D3C8DBF98DD074170/crashy.sym";
/// More than that file has.
const SMALL_FILES: &str = "max_bytes = 64KiB";

fn crashy() -> Vec<u8> {
    let symbols = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/processing/tests/data/symbols"
    );
    std::fs::read(Path::new(symbols).join(&CRASHY[1..])).unwrap()
}

/// A symbol server that answers as a test wants it to.
struct Upstream {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    /// One that answers `answer` to whoever asks for the symbols of `crashy`, by that name or
    /// another, and 404 to all others.
    async fn start(answer: impl Fn(&str) -> Response + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        let router = Router::new().fallback(move |request: Request| {
            let path = request.uri().path().to_owned();
            noted.lock().unwrap().push(path.clone());
            let is_meant = path.contains("crashy");
            let answer = if is_meant {
                answer(&path)
            } else {
                StatusCode::NOT_FOUND.into_response()
            };
            async move { answer }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, asked }
    }

    async fn with_crashy() -> Self {
        Self::start(|_| crashy().into_response()).await
    }

    /// How often it was asked for the symbols of `crashy`.
    fn times(&self) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|path| path.as_str() == CRASHY).count()
    }
}

/// A server that processes, and its administrator's token.
struct Asking {
    app: TestApp,
    token: String,
}

/// One that asks these others, and has a dump that lacks symbols.
async fn start(servers: &[&Upstream], lines: &str) -> Asking {
    let urls: Vec<&str> = servers.iter().map(|server| server.url.as_str()).collect();
    let urls = urls.join(" ");
    let config = format!("[symbols]\nupstream = {urls}\n{lines}");
    let app = TestApp::with_config(&config).await;
    app.state.service.reports.start().await.unwrap();
    app.upload("crashy.dmp", DUMP, "").await;
    let token = app.admin().await;
    Asking { app, token }
}

impl Asking {
    async fn get(&self, path: &str) -> Value {
        let request = self.app.get(path).bearer_auth(&self.token);
        request.answer().await.assert_status(200).json()
    }

    /// Waits until dump 1 is read with the symbols of `crashy`.
    async fn is_readable(&self) {
        let function = async || self.get("/api/dumps/1/processing/").await["function"].clone();
        wait_until(async || function().await == "store_name").await;
    }

    /// Tokens run out meanwhile.
    async fn advance(&mut self, time: TimeDelta) {
        self.app.clock.advance(time);
        self.token = self.app.admin().await;
    }

    async fn process_again(&self) {
        let request = self.app.post("/api/dumps/1/reprocess/");
        let answer = request.bearer_auth(&self.token).answer().await;
        answer.assert_status(202);
    }
}

async fn wait_until(mut is_so: impl AsyncFnMut() -> bool) {
    while !is_so().await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_a_dump_lacks_is_fetched_and_read_with() {
    let upstream = Upstream::with_crashy().await;
    let asking = start(&[&upstream], "").await;
    asking.is_readable().await;
    let symbols = asking.get("/api/symbols/").await;
    assert_eq!(symbols[0]["debug_file"], "crashy");
    assert_eq!(symbols[0]["upstream"], upstream.url);
    assert_eq!(symbols[0]["uploaded_by"]["kind"], "server");
    assert_eq!(symbols[1], Value::Null);
    assert_eq!(upstream.times(), 1);
    let missing = asking.get("/api/symbols/missing/").await;
    let missing: Vec<_> = missing.as_array().unwrap().iter().collect();
    assert!(missing.iter().all(|row| row["debug_file"] != "crashy"));
}

#[tokio::test]
async fn a_file_may_be_compressed_or_elsewhere_on_the_server() {
    let gzip = || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&crashy()).unwrap();
        encoder.finish().unwrap()
    };
    let coded = Upstream::start(move |_| ([(CONTENT_ENCODING, "gzip")], gzip()).into_response());
    let lies_so = Upstream::start(move |_| {
        let zstd = zstd::encode_all(crashy().as_slice(), 3).unwrap();
        ([(CONTENT_TYPE, "application/zstd")], zstd).into_response()
    });
    let elsewhere = Upstream::start(|path| {
        if path == CRASHY {
            Redirect::temporary("/files/crashy?x").into_response()
        } else {
            crashy().into_response()
        }
    });
    for upstream in [coded.await, lies_so.await, elsewhere.await] {
        let asking = start(&[&upstream], "").await;
        asking.is_readable().await;
    }
}

#[tokio::test]
async fn what_no_server_has_is_asked_for_once_a_day() {
    let upstream = Upstream::start(|_| StatusCode::NOT_FOUND.into_response()).await;
    let mut asking = start(&[&upstream], "").await;
    wait_until(async || upstream.times() == 1).await;
    // Other dumps that lack it are no reason.
    asking.app.upload("again.dmp", DUMP, "").await;
    asking.process_again().await;
    wait_until(async || {
        let missing = asking.get("/api/symbols/missing/").await;
        missing[0]["dumps"] == 2
    })
    .await;
    assert_eq!(upstream.times(), 1);
    asking.advance(TimeDelta::hours(25)).await;
    asking.process_again().await;
    wait_until(async || upstream.times() == 2).await;
}

#[tokio::test]
async fn a_server_that_fails_is_asked_again_after_an_hour() {
    let upstream = Upstream::start(|_| StatusCode::BAD_GATEWAY.into_response()).await;
    let mut asking = start(&[&upstream], "").await;
    wait_until(async || upstream.times() == 1).await;
    asking.advance(TimeDelta::minutes(61)).await;
    asking.process_again().await;
    wait_until(async || upstream.times() == 2).await;
}

#[tokio::test]
async fn a_server_with_something_else_is_passed_over() {
    let other = |_: &str| {
        let text = String::from_utf8(crashy()).unwrap();
        let other = text.replacen("38AE47EF", "38AE47EE", 1);
        other.into_response()
    };
    let endless = |_: &str| {
        let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
        let start = Bytes::from("MODULE Linux x86_64 38AE47EF5430B095D3C8DBF98DD074170 crashy\n");
        let chunks = futures::stream::repeat_with(move || Ok::<_, Infallible>(chunk.clone()));
        let first = futures::stream::once(async { Ok(start) });
        Body::from_stream(futures::StreamExt::chain(first, chunks)).into_response()
    };
    let html = |_: &str| {
        let page = "<!doctype html><title>Sign in</title>";
        ([(CONTENT_TYPE, "text/html")], page).into_response()
    };
    let broken_off = |_: &str| {
        let chunks = [Ok(Bytes::from(crashy()[..99].to_vec())), Err("it broke")];
        Body::from_stream(futures::stream::iter(chunks)).into_response()
    };
    for (name, first) in [
        ("another module", Upstream::start(other).await),
        ("too large", Upstream::start(endless).await),
        ("HTML", Upstream::start(html).await),
        ("broken off", Upstream::start(broken_off).await),
        ("empty", Upstream::start(|_| ().into_response()).await),
        (
            "no gzip",
            Upstream::start(|_| [0x1f, 0x8b, 0, 0, 0].into_response()).await,
        ),
        (
            "a loop",
            Upstream::start(|path| Redirect::temporary(path).into_response()).await,
        ),
        (
            "a file of this machine",
            Upstream::start(|_| Redirect::to("file:///etc/passwd").into_response()).await,
        ),
        (
            "no address",
            Upstream::start(|_| StatusCode::FOUND.into_response()).await,
        ),
        (
            "an error",
            Upstream::start(|_| StatusCode::UNAUTHORIZED.into_response()).await,
        ),
    ] {
        let second = Upstream::with_crashy().await;
        let asking = start(&[&first, &second], SMALL_FILES).await;
        asking.is_readable().await;
        let symbols = asking.get("/api/symbols/").await;
        assert_eq!(symbols[0]["upstream"], second.url, "{name}");
        // The file's name, and its bytes: what was begun of the other is removed.
        wait_until(async || asking.app.symbol_files().len() == 2).await;
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let silent = Upstream::start(|_| {
        Body::from_stream(futures::stream::pending::<Result<Bytes, Infallible>>()).into_response()
    })
    .await;
    let second = Upstream::with_crashy().await;
    let asking = start(&[&silent, &second], "upstream_timeout_seconds = 1").await;
    asking.is_readable().await;
}

#[tokio::test]
async fn no_redirect_leads_into_a_network_of_ones_own() {
    let inner = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    inner.set_nonblocking(true).expect("a listener");
    let host = inner.local_addr().expect("has one").to_string();
    for scheme in ["http", "https"] {
        let location = format!("{scheme}://{host}{CRASHY}");
        let first = Upstream::start(move |_| Redirect::temporary(&location).into_response()).await;
        let second = Upstream::with_crashy().await;
        let asking = start(&[&first, &second], "").await;
        asking.is_readable().await;
        let symbols = asking.get("/api/symbols/").await;
        assert_eq!(symbols[0]["upstream"], second.url, "{scheme}");
    }
    let connection = inner.accept().map(drop);
    let refused = connection.expect_err("nobody connects");
    assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn without_a_server_nothing_is_asked() {
    let asking = start(&[], "").await;
    wait_until(async || asking.get("/api/dumps/1/processing/").await["state"] == "done").await;
    assert_eq!(asking.get("/api/symbols/").await, serde_json::json!([]));
    let missing = asking.get("/api/symbols/missing/").await;
    assert_ne!(missing, serde_json::json!([]));
}
