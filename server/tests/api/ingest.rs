//! Crash reports, as their clients send them.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, BOUNDARY, Form, IntoAnswer, TestApp};

const DUMP: &[u8] = include_bytes!("requests/crashy-segv.dmp");
const REPORT: &str = "d5239940-4679-488b-8844-6f553b415887";
const MINIDUMP: &str = "/api/minidump/";

/// What a real Crashpad handler sent, with an attachment.
fn crashpad_body() -> (String, Vec<u8>) {
    let head = include_str!("requests/sample-attachment-nogzip.head");
    let field = |line: &str| line.strip_prefix("Content-Type: ").map(str::to_owned);
    let content_type = head.lines().find_map(field).unwrap();
    let body = include_bytes!("requests/sample-attachment-nogzip.body");
    let place = b"<15008 bytes of minidump>";
    let at = body.windows(place.len()).position(|bytes| bytes == place);
    let (before, after) = body.split_at(at.unwrap());
    let body = [before, DUMP, &after[place.len()..]].concat();
    (content_type, body)
}

fn dump_part(form: Form, name: &str) -> Form {
    form.minidump(name, DUMP)
}

async fn send(app: &TestApp, path: &str, form: Form) -> Answer {
    app.form(Method::POST, path, form.finish()).answer().await
}

async fn get(app: &TestApp, path: &str) -> Answer {
    let token = app.admin().await;
    app.get(path).bearer_auth(token).answer().await
}

async fn dumps(app: &TestApp) -> Vec<Value> {
    let dumps = get(app, "/api/dumps/").await.assert_status(200).json();
    dumps.as_array().unwrap().clone()
}

#[track_caller]
fn assert_taken(answer: &Answer, body: &str) {
    answer.assert_status(200);
    assert_eq!(answer.text(), body);
    assert_eq!(answer.header("content-length"), body.len().to_string());
}

#[tokio::test]
async fn crashpad_is_taken_as_it_is() {
    let app = TestApp::start().await;
    let (content_type, body) = crashpad_body();
    let path = "/api/minidump?product=SampleApp&version=1.2.3&guid=14139331&key=abc";
    let mut compressed = GzEncoder::new(Vec::new(), Compression::default());
    compressed.write_all(&body).unwrap();
    let compressed = compressed.finish().unwrap();
    // Without a Content-Length, and in pieces.
    let pieces: Vec<_> = compressed.chunks(1_000).map(<[u8]>::to_vec).collect();
    let pieces = pieces.into_iter().map(Ok::<_, std::io::Error>);
    let request = app
        .post(path)
        .header("Content-Type", content_type)
        .header("Content-Encoding", "gzip")
        .body(reqwest::Body::wrap_stream(futures::stream::iter(pieces)));
    let answer = request.answer().await;
    assert_taken(&answer, "0000000000000001");
    assert!(answer.header("content-type").starts_with("text/plain"));

    let dump = &dumps(&app).await[0];
    assert_eq!(dump["original_name"], format!("{REPORT}.dmp"));
    assert_eq!(
        (&dump["label"], &dump["size"]),
        (&json!("SampleApp"), &json!(DUMP.len()))
    );
    let submission = get(&app, "/api/dumps/1/submission/").await;
    let submission = submission.assert_status(200).json();
    assert_eq!(submission["report_id"], REPORT);
    assert_eq!(submission["product"], "SampleApp");
    assert_eq!(submission["version"], "1.2.3");
    let expected = json!({
        "channel": "test",
        "guid": "14139331-5c40-e04b-b206-38707dcf72d8",
        "prod": "SampleApp", "product": "SampleApp", "ver": "1.2.3", "version": "1.2.3",
    });
    assert_eq!(submission["annotations"], expected);
    let log = &submission["attachments"][0];
    assert_eq!(
        (&log["name"], &log["size"]),
        (&json!("app.log"), &json!(14))
    );
    let path = format!("/api/dumps/1/attachments/{}/", log["id"]);
    let bytes = get(&app, &path).await;
    assert_eq!(bytes.assert_status(200).text(), "last log line\n");
    assert!(bytes.header("content-disposition").contains("app.log"));
    assert_eq!(app.files().len(), 2);
}

#[tokio::test]
async fn a_report_that_comes_again_is_answered_as_the_first_time() {
    let app = TestApp::start().await;
    let form = || dump_part(Form::new(), &format!("{REPORT}.dmp"));
    assert_taken(&send(&app, MINIDUMP, form()).await, "0000000000000001");
    let other = dump_part(Form::new(), "app.dmp");
    assert_taken(&send(&app, MINIDUMP, other).await, "0000000000000002");
    assert_taken(&send(&app, MINIDUMP, form()).await, "0000000000000001");
    assert_eq!(dumps(&app).await.len(), 2);
    assert_eq!(app.files().len(), 2);

    let of = |guid: &str| dump_part(Form::new().text("guid", guid), "again.dmp");
    assert_taken(&send(&app, MINIDUMP, of("one")).await, "0000000000000003");
    assert_taken(&send(&app, MINIDUMP, of("one")).await, "0000000000000003");
    assert_taken(&send(&app, MINIDUMP, of("two")).await, "0000000000000004");
    assert_eq!(app.files().len(), 4);
}

#[tokio::test]
async fn an_old_electron_form_is_read_within_the_form() {
    let app = TestApp::start().await;
    let inner = "--inner\r\nContent-Disposition: form-data; name=\"prod\"\r\n\r\nOld\r\n\
        --inner\r\nContent-Disposition: form-data; name=\"upload_file_minidump\"; \
        filename=\"dump\"\r\n\r\n";
    let inner = [inner.as_bytes(), DUMP, b"\r\n--inner--\r\n"].concat();
    let disposition = "form-data; name=\"upload_file_minidump\"; filename=\"outer.dmp\"";
    let form = Form::new().text("ver", "1").part(disposition, inner);
    assert_taken(&send(&app, MINIDUMP, form).await, "0000000000000001");
    let dump = &dumps(&app).await[0];
    assert_eq!(
        (&dump["label"], &dump["size"]),
        (&json!("Old"), &json!(DUMP.len()))
    );
    assert_eq!(dump["original_name"], "dump");
}

#[tokio::test]
async fn forms_in_forms_are_read_one_deep() {
    let app = TestApp::start().await;
    let nested = (0..1_000).fold(DUMP.to_vec(), |content, depth| {
        let head = format!(
            "--b{depth}\r\nContent-Disposition: form-data; name=\"upload_file_minidump\"; \
             filename=\"{depth}.dmp\"\r\n\r\n"
        );
        let end = format!("\r\n--b{depth}--\r\n");
        [head.into_bytes(), content, end.into_bytes()].concat()
    });
    let disposition = "form-data; name=\"upload_file_minidump\"; filename=\"outer.dmp\"";
    let form = Form::new().part(disposition, &nested);
    assert_taken(&send(&app, MINIDUMP, form).await, "0000000000000001");
    // The form within the form within is a file like any other.
    let kept = get(&app, "/api/dumps/1/download/").await.body;
    assert!(kept.starts_with(b"--b998\r\n"));
    assert_eq!(app.files().len(), 1);
    assert_eq!(dumps(&app).await[0]["original_name"], "999.dmp");
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_has_gone_off() {
    let app = TestApp::with_config("max_upload_bytes = 1MiB").await;
    let (content_type, _) = crashpad_body();
    let boundary = content_type.split_once("boundary=").unwrap().1;
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"upload_file_minidump\"; \
         filename=\"a.dmp\"\r\n\r\n"
    );
    let mut compressed = GzEncoder::new(Vec::new(), Compression::best());
    compressed.write_all(head.as_bytes()).unwrap();
    for _ in 0..8 {
        compressed.write_all(&vec![0; 1024 * 1024]).unwrap();
    }
    let bomb = compressed.finish().unwrap();
    assert!(bomb.len() < 100 * 1024);
    for content_type in [content_type.as_str(), "application/octet-stream"] {
        let request = app.post(MINIDUMP).header("Content-Type", content_type);
        let request = request.header("Content-Encoding", "gzip");
        let answer = request.body(bomb.clone()).answer().await;
        answer.assert_status(413);
    }
    app.assert_no_files();
}

#[tokio::test]
async fn sentry_may_send_a_form_or_a_dump_alone() {
    let app = TestApp::start().await;
    let event = "c993f8a2-b44d-4a7a-8c1d-1f5b0f6f2a01";
    let form = Form::new()
        .text("sentry[release]", "paint@1.2.3")
        .text("sentry[event_id]", &event.replace('-', ""))
        .part(
            "form-data; name=\"__sentry-event\"; filename=\"__sentry-event\"",
            // {"release": "other@9", "user": {"id": "42"}, "tags": {"channel": "beta"}}
            b"\x83\xa7release\xa7other@9\xa4user\x81\xa2id\xa242\xa4tags\x81\xa7channel\xa4beta",
        );
    let path = "/api/7/minidump/?sentry_client=sentry.native/0.7&sentry_key=abc";
    assert_taken(
        &send(&app, path, dump_part(form, "minidump.dmp")).await,
        event,
    );
    let submission = get(&app, "/api/dumps/1/submission/").await.json();
    assert_eq!(
        (&submission["product"], &submission["version"]),
        (&json!("paint"), &json!("1.2.3"))
    );
    assert_eq!(submission["client_guid"], "42");
    assert_eq!(submission["annotations"]["sentry[tags][channel]"], "beta");
    assert_eq!(submission["attachments"][0]["name"], "__sentry-event");
    assert_eq!(
        submission["annotations"]["sentry_client"],
        "sentry.native/0.7"
    );
    assert_eq!(submission["annotations"]["sentry_key"], Value::Null);

    let raw = app
        .post("/api/7/minidump")
        .header("Content-Type", "application/x-dmp");
    let answer = raw.body(DUMP).answer().await;
    answer.assert_status(200);
    let submission = get(&app, "/api/dumps/2/submission/").await.json();
    assert_eq!(submission["report_id"], answer.text());
    let raw = get(&app, "/api/dumps/2/download/").await;
    assert_eq!(raw.body, DUMP);
}

#[tokio::test]
async fn firefox_gets_lines_of_names_and_values() {
    let app = TestApp::start().await;
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"extra\"; filename=\"extra.json\"\r\n\
         Content-Type: application/json\r\n\r\n\
         {{\"ProductName\":\"Paint\",\"Version\":\"1.2\",\"Throttleable\":1}}\r\n"
    );
    let form = dump_part(Form::new(), "a.dmp").part(
        "form-data; name=\"upload_file_minidump_browser\"; filename=\"browser.dmp\"",
        "another",
    );
    let body = [body.into_bytes(), form.finish()].concat();
    let request = app.post("/submit").body(body);
    let media_type = format!("multipart/mixed; boundary={BOUNDARY}");
    let answer = request.header("Content-Type", media_type).answer().await;
    answer.assert_status(200);
    let id = answer.text().strip_prefix("CrashID=bp-").unwrap();
    let submission = get(&app, "/api/dumps/1/submission/").await.json();
    assert_eq!(
        format!("{}\n", submission["report_id"].as_str().unwrap()),
        id
    );
    assert_eq!(submission["annotations"]["Throttleable"], "1");
    assert_eq!(submission["attachments"][0]["name"], "browser.dmp");

    let empty = send(&app, "/submit", Form::new().text("ProductName", "Paint")).await;
    empty.assert_status(400);
    assert_eq!(empty.text(), "Discarded=malformed_report\n");
}

#[tokio::test]
async fn backtrace_gets_json() {
    let app = TestApp::start().await;
    let path = "/backtrace/universe/token/minidump?format=minidump&application=Paint";
    let answer = app.post(path).body(DUMP).answer().await;
    let submission = get(&app, "/api/dumps/1/submission/").await.json();
    assert_eq!(submission["product"], "Paint");
    let expected = json!({ "response": "ok", "_rxid": submission["report_id"] });
    assert_eq!(answer.assert_status(200).json(), expected);
}

#[tokio::test]
async fn a_body_may_be_deflated() {
    let app = TestApp::start().await;
    let mut compressed = ZlibEncoder::new(Vec::new(), Compression::default());
    compressed.write_all(DUMP).unwrap();
    let request = app.post(MINIDUMP).header("Content-Encoding", "deflate");
    let answer = request.body(compressed.finish().unwrap()).answer().await;
    assert_taken(&answer, "0000000000000001");
    assert_eq!(get(&app, "/api/dumps/1/download/").await.body, DUMP);
}

#[tokio::test]
async fn an_operator_may_want_keys() {
    let app = TestApp::with_config("[auth]\nanonymous_upload = false").await;
    let (good, powerful) = (
        app.key(&["upload"]).await,
        app.key(&["upload", "read"]).await,
    );
    let form = || dump_part(Form::new(), "app.dmp");
    for path in [
        MINIDUMP.to_owned(),
        format!("{MINIDUMP}?key=cs_unknown"),
        format!("{MINIDUMP}?key={powerful}"),
        format!("/backtrace/u/{powerful}/minidump"),
    ] {
        send(&app, &path, form()).await.assert_status(401);
    }
    app.assert_no_files();
    for path in [
        format!("{MINIDUMP}?key={good}"),
        format!("/api/minidump/{good}"),
        format!("/api/1/minidump/?sentry_key={good}"),
        format!("/submit?key={good}"),
        format!("/backtrace/u/{good}/minidump"),
    ] {
        send(&app, &path, form()).await.assert_status(200);
    }
    let auth = format!("Sentry sentry_key={good}, sentry_version=7");
    let request = app.form(Method::POST, "/api/1/minidump/", form().finish());
    let answer = request.header("X-Sentry-Auth", auth).answer().await;
    answer.assert_status(200);
    let history = get(&app, "/api/dumps/1/history/").await.json();
    assert_eq!(
        history[0]["actor"],
        json!({ "kind": "client", "name": "upload" })
    );
    // Nothing of the key is kept.
    let submission = get(&app, "/api/dumps/1/submission/").await;
    assert!(!submission.text().contains(&good));
}

#[tokio::test]
async fn what_is_no_report_is_refused_and_leaves_nothing() {
    let app = TestApp::with_config("max_upload_bytes = 1MiB").await;
    let (content_type, body) = crashpad_body();
    let cut = app.post(MINIDUMP).header("Content-Type", &content_type);
    let cut = cut.body(body[..body.len() / 2].to_vec()).answer().await;
    cut.assert_status(400);
    let no_boundary = app
        .post(MINIDUMP)
        .header("Content-Type", "multipart/form-data");
    no_boundary.body(body).answer().await.assert_status(400);
    let no_dump = send(&app, MINIDUMP, Form::new().text("prod", "Paint")).await;
    no_dump.assert_status(400);
    let empty = Form::new().part(
        "form-data; name=\"upload_file_minidump\"; filename=\"a\"",
        "",
    );
    send(&app, MINIDUMP, empty).await.assert_status(400);
    app.post(MINIDUMP).answer().await.assert_status(400);
    let large = app.post(MINIDUMP).body(vec![1; 1024 * 1024 + 1]);
    large.answer().await.assert_status(413);
    let log = "form-data; name=\"log\"; filename=\"log\"";
    let large = dump_part(Form::new(), "a.dmp").part(log, vec![1; 1024 * 1024 + 1]);
    send(&app, MINIDUMP, large).await.assert_status(413);
    app.assert_no_files();
    assert_eq!(dumps(&app).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_full_disk_is_no_fault_of_the_clients() {
    let app = TestApp::with_config("reserve_bytes = 9999999GiB").await;
    let answer = send(&app, MINIDUMP, dump_part(Form::new(), "a.dmp")).await;
    answer.assert_status(503);
    app.assert_no_files();
}

#[tokio::test]
async fn attachments_go_with_the_dump() {
    let app = TestApp::start().await;
    let log = "form-data; name=\"log\"; filename=\"app.log\"";
    let form = dump_part(Form::new(), "a.dmp")
        .part(log, "line")
        .part(log, "");
    send(&app, MINIDUMP, form).await.assert_status(200);
    assert_eq!(app.files().len(), 2);
    let token = app.admin().await;
    let request = app
        .request(Method::DELETE, "/api/dumps/1/")
        .bearer_auth(token);
    request.answer().await.assert_status(204);
    app.assert_no_files();
    get(&app, "/api/dumps/1/attachments/1/")
        .await
        .assert_status(404);
    get(&app, "/api/dumps/1/submission/")
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_list_is_filtered_by_where_dumps_come_from() {
    let app = TestApp::start().await;
    for (product, version) in [("Paint", "1"), ("Paint", "2"), ("Write", "1")] {
        let form = Form::new().text("prod", product).text("ver", version);
        send(&app, MINIDUMP, dump_part(form, "a.dmp"))
            .await
            .assert_status(200);
    }
    for (query, ids) in [
        ("product=Paint", json!([1, 2])),
        ("version=1", json!([1, 3])),
        ("product=Paint&version=2", json!([2])),
        ("platform=Linux", json!([])),
    ] {
        let listed = get(&app, &format!("/api/dumps/?{query}")).await.json();
        let listed: Vec<&Value> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|dump| &dump["id"])
            .collect();
        assert_eq!(json!(listed), ids, "{query}");
    }
}

#[tokio::test]
async fn what_begins_like_a_form_and_is_none_is_kept_as_it_is() {
    let app = TestApp::start().await;
    for (index, log) in ["--- Crash log ---\nmore", "---\nkey: value\n", "-- Lua\n"]
        .iter()
        .enumerate()
    {
        let disposition = "form-data; name=\"upload_file_minidump\"; filename=\"app.log\"";
        let form = Form::new().part(disposition, log);
        let id = index + 1;
        assert_taken(&send(&app, MINIDUMP, form).await, &format!("{id:016}"));
        let kept = get(&app, &format!("/api/dumps/{id}/download/")).await;
        assert_eq!(kept.text(), *log);
    }
}

#[tokio::test]
async fn a_long_member_of_a_json_object_is_cut_alone() {
    let app = TestApp::start().await;
    let telemetry = "x".repeat(70_000);
    let extra =
        json!({ "ProductName": "Paint", "TelemetryEnvironment": telemetry, "Version": "99" });
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"extra\"\r\n\
         Content-Type: application/json\r\n\r\n{extra}\r\n"
    );
    let body = [body.into_bytes(), dump_part(Form::new(), "a.dmp").finish()].concat();
    let answer = app.form(Method::POST, "/submit", body).answer().await;
    answer.assert_status(200);
    let submission = get(&app, "/api/dumps/1/submission/").await.json();
    assert_eq!(submission["product"], "Paint");
    assert_eq!(submission["version"], "99");
    let cut = submission["annotations"]["TelemetryEnvironment"]
        .as_str()
        .unwrap();
    assert_eq!(cut.len(), 64 * 1024);
}

#[tokio::test]
async fn however_a_client_writes_its_report_is_kept() {
    let app = TestApp::start().await;
    let form = (0..3_000).fold(Form::new(), |form, number| {
        form.text(&number.to_string(), "x")
    });
    let form = dump_part(form, "a.dmp").part("form-data; name=\"log\"; filename=\"..\"", "line");
    send(&app, &format!("{MINIDUMP}?key=a&key=b"), form)
        .await
        .assert_status(200);
    let submission = get(&app, "/api/dumps/1/submission/").await.json();
    assert_eq!(submission["annotations"].as_object().unwrap().len(), 1_000);
    assert_eq!(submission["attachments"][0]["name"], "attachment");

    let head = b"\r\nContent-Disposition: form-data; name=\"upload_file_minidump\"; filename=\"caf\xe9.dmp\"\r\n\r\n";
    let body = [
        b"--",
        BOUNDARY.as_bytes(),
        head,
        DUMP,
        b"\r\n--",
        BOUNDARY.as_bytes(),
        b"--\r\n",
    ];
    let answer = app
        .form(Method::POST, MINIDUMP, body.concat())
        .answer()
        .await;
    answer.assert_status(200);
    assert_eq!(dumps(&app).await[1]["original_name"], "caf\u{fffd}.dmp");
}

#[tokio::test]
async fn whatever_else_is_asked_for_at_their_paths_is_answered_in_json() {
    let app = TestApp::with_config("[auth]\nanonymous_upload = false").await;
    for path in ["/api/minidump/", "/submit", "/backtrace/u/t/minidump"] {
        let answer = get(&app, path).await;
        answer.assert_detail(405, "Method \"GET\" not allowed.");
    }
    let nowhere = app.post("/backtrace/u/minidump").answer().await;
    nowhere.assert_detail(404, "Not found.");
    // A key that is no text is as good as none.
    for path in ["/api/minidump/%ff/", "/backtrace/u/%ff/minidump"] {
        let refused = app.post(path).body("MDMP").answer().await;
        assert_eq!(refused.status, 401, "{path}: {:?}", refused.body);
    }
}
