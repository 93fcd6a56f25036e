//! `/api/dumps/{id}/download/`: whole, in part, under conditions, and while it changes.

use futures::StreamExt;
use insta::assert_json_snapshot;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const PATH: &str = "/api/dumps/1/download/";
const CONTENT: &str = "0123456789";

/// A server with one dump of ten bytes, and a token to read it.
async fn filled() -> (TestApp, String) {
    let app = TestApp::start().await;
    app.upload("app.dmp", CONTENT, "").await;
    let token = app.user().await;
    (app, token)
}

async fn read(app: &TestApp, token: &str, headers: &[(&str, &str)]) -> Answer {
    let request = app.get(PATH).bearer_auth(token);
    let with_header =
        |request: RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
    headers.iter().fold(request, with_header).answer().await
}

/// More than the sockets of both sides hold, so that the server waits for the reader.
fn large_content(seed: u8) -> Vec<u8> {
    let pattern = (0..=250_u8).map(|byte| byte.wrapping_add(seed));
    pattern.cycle().take(48 * 1024 * 1024).collect()
}

#[tokio::test]
async fn download_gives_the_bytes() {
    let (app, token) = filled().await;
    let answer = read(&app, &token, &[]).await;
    let mut head = answer.whole_without_body();
    assert_eq!(answer.body, CONTENT);
    assert!(head.headers.remove("last-modified").is_some());
    assert_json_snapshot!(head);
    let sha256 = hex::encode(Sha256::digest(CONTENT));
    assert_eq!(answer.header("etag"), format!("\"{sha256}\""));
}

#[tokio::test]
async fn etag_is_the_hash_that_the_dump_shows() {
    let (app, token) = filled().await;
    let dump = app.get("/api/dumps/1/").bearer_auth(&token).answer().await;
    let etag = read(&app, &token, &[]).await.header("etag").to_owned();
    assert_eq!(json!(etag.trim_matches('"')), dump.json()["sha256"]);
}

#[tokio::test]
async fn name_of_the_file_is_quoted_or_encoded() {
    let app = TestApp::start().await;
    let token = app.user().await;
    for (name, disposition) in [
        ("app.dmp", r#"attachment; filename="app.dmp""#),
        (r#"a \"b\".dmp"#, r#"attachment; filename="a \"b\".dmp""#),
        ("a;b=c.dmp", r#"attachment; filename="a;b=c.dmp""#),
        (
            "дамп 2.dmp",
            "attachment; filename*=utf-8''%D0%B4%D0%B0%D0%BC%D0%BF%202.dmp",
        ),
        (
            "é'\u{202e}.dmp",
            "attachment; filename*=utf-8''%C3%A9%27.dmp",
        ),
    ] {
        let dump = app.upload(name, "content", "").await;
        let path = format!("/api/dumps/{}/download/", dump["id"]);
        let answer = app.get(&path).bearer_auth(&token).answer().await;
        assert_eq!(answer.header("content-disposition"), disposition);
        assert_eq!(answer.header("content-type"), "application/octet-stream");
    }
}

#[tokio::test]
async fn one_range_gives_a_part() {
    let (app, token) = filled().await;
    for (range, part, content_range) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-5", "2345", "bytes 2-5/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=-99", CONTENT, "bytes 0-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
        ("bytes=9-18446744073709551615", "9", "bytes 9-9/10"),
    ] {
        let answer = read(&app, &token, &[("Range", range)]).await;
        answer.assert_status(206);
        assert_eq!(answer.text(), part, "{range}");
        assert_eq!(answer.header("content-range"), content_range);
        assert_eq!(answer.header("content-length"), part.len().to_string());
        assert_eq!(
            answer.header("etag"),
            read(&app, &token, &[]).await.header("etag")
        );
    }
}

#[tokio::test]
async fn several_ranges_and_no_ranges_give_the_whole() {
    let (app, token) = filled().await;
    for range in [
        "bytes=0-1,4-5",
        "bytes=0-1, -1",
        "lines=0-1",
        "bytes=5-2",
        "bytes=a-b",
        "bytes",
        "",
        "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0",
    ] {
        let answer = read(&app, &token, &[("Range", range)]).await;
        answer.assert_status(200);
        assert_eq!(answer.text(), CONTENT, "{range}");
        assert_eq!(answer.header("content-range"), "");
    }
}

#[tokio::test]
async fn range_behind_the_end_is_not_satisfiable() {
    let (app, token) = filled().await;
    for range in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
        let answer = read(&app, &token, &[("Range", range)]).await;
        answer.assert_detail(416, "The dump has 10 bytes.");
        assert_eq!(answer.header("content-range"), "bytes */10");
        assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
    }
}

#[tokio::test]
async fn head_of_a_range_has_its_headers() {
    let (app, token) = filled().await;
    let head = app.request(Method::HEAD, PATH).bearer_auth(&token);
    let head = head.header("Range", "bytes=2-5").answer().await;
    // RFC 9110, section 14.2: a range is for GET alone.
    assert_eq!(head.header("content-length"), "10");
    head.assert_status(200);
}

#[tokio::test]
async fn bytes_that_the_client_has_are_not_sent() {
    let (app, token) = filled().await;
    let whole = read(&app, &token, &[]).await;
    let (etag, modified) = (whole.header("etag"), whole.header("last-modified"));
    let several = format!("\"x\", {etag}");
    let weak = format!("W/{etag}");
    for condition in [
        ("If-None-Match", etag),
        ("If-None-Match", &several),
        ("If-None-Match", &weak),
        ("If-None-Match", "*"),
        ("If-Modified-Since", modified),
        ("If-Modified-Since", "Fri, 31 Dec 2100 23:59:59 GMT"),
    ] {
        let answer = read(&app, &token, &[condition, ("Range", "bytes=0-1")]).await;
        answer.assert_status(304);
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("etag"), etag);
        // RFC 9110, section 8.6: it would have to be that of a 200.
        assert_eq!(answer.header("content-length"), "", "{condition:?}");
        assert_eq!(answer.header("content-type"), "");
    }
}

#[tokio::test]
async fn bytes_that_the_client_lacks_are_sent() {
    let (app, token) = filled().await;
    let modified = read(&app, &token, &[])
        .await
        .header("last-modified")
        .to_owned();
    for conditions in [
        &[("If-None-Match", "\"x\"")][..],
        &[("If-None-Match", "\"x\""), ("If-Modified-Since", &modified)],
        &[("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")],
        &[("If-Modified-Since", "no date")],
        &[("If-Match", "*")],
        &[("If-Unmodified-Since", &modified)],
    ] {
        let answer = read(&app, &token, conditions).await;
        answer.assert_status(200);
        assert_eq!(answer.text(), CONTENT, "{conditions:?}");
    }
}

#[tokio::test]
async fn failed_precondition_is_412() {
    let (app, token) = filled().await;
    for condition in [
        ("If-Match", "\"x\""),
        ("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ] {
        let answer = read(&app, &token, &[condition]).await;
        answer.assert_detail(
            412,
            "The dump is not in the state that the request asks for.",
        );
    }
}

#[tokio::test]
async fn range_is_good_only_while_the_dump_is_the_same() {
    let (app, token) = filled().await;
    let whole = read(&app, &token, &[]).await;
    let (etag, modified) = (whole.header("etag"), whole.header("last-modified"));
    let weak = format!("W/{etag}");
    for (if_range, status) in [
        (etag, 206),
        (modified, 206),
        ("\"x\"", 200),
        (&weak, 200),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
    ] {
        let headers = [("Range", "bytes=0-1"), ("If-Range", if_range)];
        let answer = read(&app, &token, &headers).await;
        assert_eq!(answer.status, status, "{if_range}");
    }
    let form = Form::new().file("new.dmp", "9876543210").finish();
    let replace = app
        .form(Method::PUT, "/api/dumps/1/", form)
        .bearer_auth(&token);
    replace.answer().await.assert_status(200);
    let headers = [("Range", "bytes=0-1"), ("If-Range", etag)];
    let answer = read(&app, &token, &headers).await;
    assert_eq!((answer.status.as_u16(), answer.text()), (200, "9876543210"));
}

#[tokio::test]
async fn download_under_way_outlives_replacement_and_deletion() {
    let app = TestApp::start().await;
    let old = large_content(0);
    app.upload("old.dmp", &old, "").await;
    let token = app.user().await;
    let first = app.get(PATH).bearer_auth(&token).send().await.unwrap();

    let form = Form::new().file("new.dmp", "new").finish();
    let replace = app
        .form(Method::PUT, "/api/dumps/1/", form)
        .bearer_auth(&token);
    replace.answer().await.assert_status(200);
    assert_eq!(read(&app, &token, &[]).await.text(), "new");
    let delete = app
        .request(Method::DELETE, "/api/dumps/1/")
        .bearer_auth(&token);
    delete.answer().await.assert_status(204);
    app.assert_no_files();

    let mut offset = 0;
    let mut body = first.bytes_stream();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.unwrap();
        assert!(chunk == old[offset..offset + chunk.len()], "at {offset}");
        offset += chunk.len();
    }
    assert_eq!(offset, old.len());
}

#[tokio::test]
async fn missing_file_is_not_found() {
    let (app, token) = filled().await;
    for file in app.files() {
        std::fs::remove_file(file).unwrap();
    }
    let answer = read(&app, &token, &[]).await;
    answer.assert_detail(404, "No CrashDump matches the given query.");
    let dump = app.get("/api/dumps/1/").bearer_auth(&token).answer().await;
    dump.assert_status(200);
}

#[tokio::test]
async fn file_that_was_cut_is_gone() {
    let (app, token) = filled().await;
    for file in app.files() {
        std::fs::write(file, "01234").unwrap();
    }
    let answer = read(&app, &token, &[]).await;
    let text = "The file of this dump is not of the length that was uploaded.";
    answer.assert_detail(410, text);
}
