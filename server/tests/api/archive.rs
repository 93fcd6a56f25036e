//! `/api/dumps/{id}/archive/` and `/api/dumps/{id}/restore/`, and downloads of what lies there.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const ARCHIVE: &str = "/api/dumps/1/archive/";
const RESTORE: &str = "/api/dumps/1/restore/";
const DOWNLOAD: &str = "/api/dumps/1/download/";
const MIB: usize = 1024 * 1024;

/// A server that has an archive.
async fn start() -> TestApp {
    TestApp::with_config("[archive]\ndir = archive\nlevel = 1").await
}

async fn post(app: &TestApp, token: &str, path: &str) -> Answer {
    app.post(path).bearer_auth(token).answer().await
}

async fn read(app: &TestApp, token: &str, path: &str) -> Answer {
    app.get(path).bearer_auth(token).answer().await
}

/// Bytes that differ from place to place.
fn content(length: usize) -> Vec<u8> {
    let words = (0_u32..).flat_map(u32::to_be_bytes);
    words.take(length).collect()
}

#[tokio::test]
async fn archived_dump_is_shown_as_such_and_has_its_name() {
    let app = start().await;
    let token = app.user().await;
    let dump = app.upload("app.dmp", content(MIB), "v1").await;
    let archived = post(&app, &token, ARCHIVE).await;
    let mut expected = dump.clone();
    expected["archived"] = json!(true);
    expected["archived_size"] = archived.json()["archived_size"].clone();
    assert_eq!(archived.assert_status(200).json(), expected);
    assert_eq!(archived.header("content-type"), "application/json");
    assert_eq!(read(&app, &token, "/api/dumps/1/").await.json(), expected);
    let listed = read(&app, &token, "/api/dumps/?archived=true").await;
    assert_eq!(listed.json(), json!([expected]));

    let name = dump["stored_name"].as_str().unwrap();
    let path = app.state.config.archive.dir.clone().unwrap();
    let path = path.join(&name[..1]).join(&name[1..2]);
    let path = path.join(format!("{name}.zst"));
    assert_eq!(app.files(), std::slice::from_ref(&path));
    let compressed = std::fs::read(path).unwrap();
    assert_eq!(expected["archived_size"], compressed.len());
    assert_eq!(zstd::decode_all(&compressed[..]).unwrap(), content(MIB));

    let restored = post(&app, &token, RESTORE).await;
    assert_eq!(restored.assert_status(200).json(), dump);
    assert_eq!(std::fs::read(&app.files()[0]).unwrap(), content(MIB));
}

#[tokio::test]
async fn what_is_there_already_is_no_error() {
    let app = start().await;
    let token = app.user().await;
    let dump = app.upload("app.dmp", "content", "").await;
    assert_eq!(post(&app, &token, RESTORE).await.json(), dump);
    let archived = post(&app, &token, ARCHIVE).await.json();
    let again = post(&app, &token, ARCHIVE).await;
    assert_eq!(again.assert_status(200).json(), archived);
}

#[tokio::test]
async fn credentials_are_needed() {
    let app = start().await;
    app.upload("app.dmp", "content", "").await;
    for path in [ARCHIVE, RESTORE, "/api/dumps/999/archive/"] {
        let anonymous = app.post(path).answer().await;
        anonymous.assert_detail(401, "Authentication credentials were not provided.");
    }
    let dump = read(&app, &app.user().await, "/api/dumps/1/").await;
    assert_eq!(dump.json()["archived"], false);
}

#[tokio::test]
async fn unknown_dump_is_not_found() {
    let app = start().await;
    let token = app.user().await;
    for action in ["archive", "restore"] {
        let unknown = post(&app, &token, &format!("/api/dumps/999/{action}/")).await;
        unknown.assert_detail(404, "No CrashDump matches the given query.");
        for id in ["abc", "0x1", "-1", "01", ""] {
            let no_id = post(&app, &token, &format!("/api/dumps/{id}/{action}/")).await;
            no_id.assert_detail(404, "Not found.");
        }
    }
}

#[tokio::test]
async fn server_without_an_archive_says_what_to_set() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let dump = app.upload("app.dmp", "content", "").await;
    for path in [ARCHIVE, RESTORE] {
        let refused = post(&app, &token, path).await;
        let text = "This server has no archive. Set [archive] dir in its configuration and start \
            it again.";
        refused.assert_detail(409, text);
    }
    assert_eq!(read(&app, &token, "/api/dumps/1/").await.json(), dump);
}

#[tokio::test]
async fn damaged_dump_is_not_archived() {
    let app = start().await;
    let token = app.user().await;
    let dump = app.upload("app.dmp", "content", "").await;
    std::fs::write(&app.files()[0], "CONTENT").unwrap();
    let refused = post(&app, &token, ARCHIVE).await;
    refused.assert_detail(
        410,
        "The file of this dump has changed on the server's disk.",
    );
    assert_eq!(read(&app, &token, "/api/dumps/1/").await.json(), dump);
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn replaced_dump_is_not_archived_any_more() {
    let app = start().await;
    let token = app.user().await;
    app.upload("app.dmp", "content", "").await;
    post(&app, &token, ARCHIVE).await.assert_status(200);
    let form = Form::new().file("new.dmp", "new content").finish();
    let replace = app.form(Method::PUT, "/api/dumps/1/", form);
    let replaced = replace.bearer_auth(&token).answer().await.json();
    assert_eq!(
        (&replaced["archived"], &replaced["archived_size"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(read(&app, &token, DOWNLOAD).await.text(), "new content");
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn archived_dump_is_deleted() {
    let app = start().await;
    let token = app.user().await;
    app.upload("app.dmp", "content", "").await;
    post(&app, &token, ARCHIVE).await.assert_status(200);
    let delete = app.request(Method::DELETE, "/api/dumps/1/");
    delete.bearer_auth(&token).answer().await.assert_status(204);
    app.assert_no_files();
}

/// Status, headers and body of every kind of download are those of a dump that is not archived.
#[tokio::test]
async fn downloads_do_not_tell_where_the_bytes_lie() {
    let app = start().await;
    let token = app.user().await;
    let bytes = content(2 * MIB + 100);
    app.upload("app.dmp", &bytes, "").await;
    let etag = read(&app, &token, DOWNLOAD).await.header("etag").to_owned();
    let modified = read(&app, &token, DOWNLOAD)
        .await
        .header("last-modified")
        .to_owned();
    let requests: [(Method, &[(&str, &str)]); 13] = [
        (Method::GET, &[]),
        (Method::HEAD, &[]),
        (Method::HEAD, &[("Range", "bytes=0-1")]),
        (Method::GET, &[("Range", "bytes=0-0")]),
        (Method::GET, &[("Range", "bytes=1048570-1048580")]),
        (Method::GET, &[("Range", "bytes=1048576-2097151")]),
        (Method::GET, &[("Range", "bytes=-1")]),
        (Method::GET, &[("Range", "bytes=2097252-")]),
        (Method::GET, &[("If-None-Match", &etag)]),
        (Method::GET, &[("If-Match", "\"other\"")]),
        (Method::GET, &[("If-Modified-Since", &modified)]),
        (Method::GET, &[("Range", "bytes=5-6"), ("If-Range", &etag)]),
        (
            Method::GET,
            &[("Range", "bytes=5-6"), ("If-Range", &modified)],
        ),
    ];
    let answers = async || {
        let mut answers = Vec::new();
        for (method, headers) in &requests {
            let request = app.request(method.clone(), DOWNLOAD).bearer_auth(&token);
            let request = headers.iter().fold(request, |request, (name, value)| {
                request.header(*name, *value)
            });
            let answer = request.answer().await;
            answers.push((answer.status, without_date(&answer.headers), answer.body));
        }
        answers
    };
    let hot = answers().await;
    post(&app, &token, ARCHIVE).await.assert_status(200);
    let archived = answers().await;
    for ((request, hot), archived) in requests.iter().zip(hot).zip(archived) {
        assert_eq!((hot.0, hot.1), (archived.0, archived.1), "{request:?}");
        assert!(hot.2 == archived.2, "{request:?}");
    }
    assert_eq!(read(&app, &token, DOWNLOAD).await.body, bytes);
}

fn without_date(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    headers.remove("date");
    headers
}
