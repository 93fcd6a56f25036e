//! The bodies of uploads, replacements and changes of label.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, BOUNDARY, Form, IntoAnswer, MULTIPART, TestApp};

const DUMPS: &str = "/api/dumps/";

async fn upload(app: &TestApp, form: Vec<u8>) -> Answer {
    app.form(Method::POST, DUMPS, form).answer().await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).unwrap()
}

async fn upload_encoded(app: &TestApp, coding: &str, body: Vec<u8>) -> Answer {
    let request = app.form(Method::POST, DUMPS, body);
    request.header("Content-Encoding", coding).answer().await
}

fn no_file() -> serde_json::Value {
    json!({ "file": ["No file was submitted."] })
}

#[tokio::test]
async fn form_without_a_file_is_rejected() {
    let app = TestApp::start().await;
    for form in [
        Form::new(),
        Form::new().label("x"),
        Form::new().text("file ", "x"),
        Form::new().text("File", "x"),
        Form::new().part("form-data; name=\"other\"; filename=\"a.dmp\"", "content"),
        Form::new().file("..", "content"),
        Form::new().file("dir/", "content"),
        Form::new().part("form-data; filename=\"a.dmp\"", "content"),
    ] {
        upload(&app, form.finish()).await.assert_fields(&no_file());
    }
    app.post(DUMPS).answer().await.assert_fields(&no_file());
    app.assert_no_files();
}

#[tokio::test]
async fn text_in_place_of_the_file_is_rejected() {
    let app = TestApp::start().await;
    let not_a_file = json!({
        "file": ["The submitted data was not a file. Check the encoding type on the form."],
    });
    let empty_name = Form::new().part("form-data; name=\"file\"; filename=\"\"", "x");
    for form in [Form::new().text("file", "content"), empty_name] {
        upload(&app, form.finish()).await.assert_fields(&not_a_file);
    }
    let request = app.post(DUMPS).form(&[("file", "content")]);
    request.answer().await.assert_fields(&not_a_file);
}

#[tokio::test]
async fn every_fault_is_reported_at_once() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "").label(&"x".repeat(256));
    upload(&app, form.finish()).await.assert_fields(&json!({
        "file": ["The submitted file is empty."],
        "label": ["Ensure this field has no more than 255 characters."],
    }));
    let form = Form::new().label("a\0b").file("a.dmp", "content");
    upload(&app, form.finish()).await.assert_fields(&json!({
        "label": ["Null characters are not allowed."],
    }));
    let form = Form::new()
        .part("form-data; name=\"label\"; filename=\"x\"", "x")
        .file("a.dmp", "content");
    upload(&app, form.finish())
        .await
        .assert_fields(&json!({ "label": ["Not a valid string."] }));
    app.assert_no_files();
}

#[tokio::test]
async fn label_has_255_characters_after_its_padding_is_dropped() {
    let app = TestApp::start().await;
    let label = "é".repeat(255);
    let padded = format!("{}{label}\u{2003}\n", " ".repeat(10_000));
    let dump = app.upload("a.dmp", "content", &padded).await;
    assert_eq!(dump["label"], label);
    let form = Form::new()
        .file("a.dmp", "content")
        .label(&" ".repeat(20_000));
    upload(&app, form.finish()).await.assert_fields(&json!({
        "label": ["Ensure this field has no more than 255 characters."],
    }));
}

#[tokio::test]
async fn last_of_several_files_and_labels_counts() {
    let app = TestApp::start().await;
    let form = Form::new()
        .file("first.dmp", "first")
        .label("first")
        .file("last.dmp", "last")
        .label("last");
    let answer = upload(&app, form.finish()).await;
    let dump = answer.assert_status(201).json();
    assert_eq!(
        (&dump["original_name"], &dump["label"]),
        (&json!("last.dmp"), &json!("last"))
    );
    assert_eq!(dump["size"], 4);
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn name_of_the_file_is_taken_in_every_notation() {
    let app = TestApp::start().await;
    for (parameters, name) in [
        ("filename=app.dmp", "app.dmp"),
        (r#"filename="a \"b\".dmp""#, r#"a "b".dmp"#),
        (r#"filename="C:\dumps\app.dmp""#, "app.dmp"),
        ("filename=\"../../etc/passwd\"", "passwd"),
        ("filename=\"дамп.dmp\"", "дамп.dmp"),
        ("filename=\"a%2Fb.dmp\"", "a%2Fb.dmp"),
        ("filename=\"a&amp;b.dmp\"", "a&amp;b.dmp"),
        ("filename=\"a\tb\u{202e}.dmp\"", "ab.dmp"),
        ("filename*=UTF-8''%D0%B4%20x.dmp", "д x.dmp"),
        ("filename=\"a.dmp\"; filename*=UTF-8''b.dmp", "b.dmp"),
        ("filename*=UTF-8''b.dmp; filename=\"a.dmp\"", "a.dmp"),
        ("filename*=iso-8859-1'en'%A3.dmp", "£.dmp"),
        ("filename*=UTF-8''..%2F..%2Fx%00.dmp", "x.dmp"),
    ] {
        let disposition = format!("form-data; name=\"file\"; {parameters}");
        let form = Form::new().part(&disposition, "content").finish();
        let dump = upload(&app, form).await.assert_status(201).json();
        assert_eq!(dump["original_name"], name, "{parameters}");
    }
}

#[tokio::test]
async fn file_is_kept_byte_for_byte() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let mut content: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    content.extend_from_slice(format!("x--{BOUNDARY}\r\n--{BOUNDARY}x\r\n\r\n").as_bytes());
    let dump = app.upload("a.dmp", &content, "").await;
    let path = format!("/api/dumps/{}/download/", dump["id"]);
    let answer = app.get(&path).bearer_auth(token).answer().await;
    // Megabytes in the message would help nobody.
    let is_same = answer.body == content;
    assert!(is_same);
}

#[tokio::test]
async fn compressed_body_is_decoded() {
    let app = TestApp::start().await;
    let content = vec![b'x'; 5_000_000];
    let form = Form::new().file("a.dmp", &content).label("x").finish();
    let members: Vec<u8> = form.chunks(1_000_000).flat_map(gzip).collect();
    for (coding, body) in [
        ("gzip", gzip(&form)),
        ("gzip", members),
        ("zstd", zstd(&form)),
    ] {
        let dump = upload_encoded(&app, coding, body)
            .await
            .assert_status(201)
            .json();
        assert_eq!(dump["size"], content.len(), "{coding}");
    }
    let login = json!({ "email": "", "password": "" }).to_string();
    let request = app
        .post("/api/auth/login/")
        .header("Content-Type", "application/json");
    let request = request
        .header("Content-Encoding", "gzip")
        .body(gzip(login.as_bytes()));
    request.answer().await.assert_status(400);
}

#[tokio::test]
async fn limit_of_the_file_counts_decoded_bytes() {
    let app = TestApp::with_config("[limits]\nmax_upload_bytes = 1MiB").await;
    let form = |size: usize| Form::new().file("a.dmp", vec![0; size]).finish();
    for (coding, encode) in [
        ("gzip", gzip as fn(&[u8]) -> Vec<u8>),
        ("zstd", zstd),
        ("identity", <[u8]>::to_vec),
    ] {
        let body = encode(&form(1024 * 1024));
        upload_encoded(&app, coding, body).await.assert_status(201);
        let body = encode(&form(1024 * 1024 + 1));
        let answer = upload_encoded(&app, coding, body).await;
        let text = "The file is larger than the 1048576 bytes this server takes.";
        answer.assert_detail(413, text);
        assert_eq!(answer.header("allow"), "GET, POST, HEAD, OPTIONS");
    }
    assert_eq!(app.files().len(), 3);
}

#[tokio::test]
async fn limit_of_the_file_counts_files_that_are_ignored() {
    let app = TestApp::with_config("[limits]\nmax_upload_bytes = 1MiB").await;
    let ignored = "form-data; name=\"other\"; filename=\"a.dmp\"";
    let form = Form::new()
        .part(ignored, vec![0; 10_000_000])
        .file("a.dmp", "content");
    let answer = upload_encoded(&app, "zstd", zstd(&form.finish())).await;
    answer.assert_status(413);
}

#[tokio::test]
async fn limit_of_text_counts_decoded_bytes() {
    let app = TestApp::start().await;
    let form = Form::new().text("other", &"x".repeat(2_621_441)).finish();
    upload_encoded(&app, "zstd", zstd(&form))
        .await
        .assert_status(413);
    let pairs = format!("label={}", "x".repeat(2_621_441));
    let request = app
        .post(DUMPS)
        .header("Content-Type", "application/x-www-form-urlencoded");
    let request = request
        .header("Content-Encoding", "gzip")
        .body(gzip(pairs.as_bytes()));
    request.answer().await.assert_status(413);
}

#[tokio::test]
async fn coding_that_is_not_known_is_refused() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "content").finish();
    for coding in ["br", "gzip, zstd", "x"] {
        let answer = upload_encoded(&app, coding, form.clone()).await;
        let text = format!("Unsupported content coding \"{coding}\" in request.");
        answer.assert_detail(415, &text);
        assert_eq!(answer.header("allow"), "GET, POST, HEAD, OPTIONS");
        let request = app.post("/api/auth/login/").json(&json!({}));
        let answer = request.header("Content-Encoding", coding).answer().await;
        answer.assert_detail(415, &text);
    }
}

#[tokio::test]
async fn body_that_is_not_in_its_coding_is_rejected() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "content").finish();
    let mut damaged = gzip(&form);
    let end = damaged.len() - 8;
    damaged[end] ^= 1;
    let mut truncated = zstd(&form);
    truncated.truncate(truncated.len() - 1);
    for (coding, body) in [
        ("gzip", form.clone()),
        ("zstd", form),
        ("gzip", damaged),
        ("zstd", truncated),
    ] {
        upload_encoded(&app, coding, body).await.assert_status(400);
    }
    app.assert_no_files();
}

/// RFC 9659: a window of more than 8 MiB would let a short request take much memory.
#[tokio::test]
async fn coding_with_a_huge_window_is_rejected() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", vec![0; 1_000_000]).finish();
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder
        .set_parameter(zstd::zstd_safe::CParameter::WindowLog(27))
        .unwrap();
    encoder.include_contentsize(false).unwrap();
    encoder.write_all(&form).unwrap();
    let body = encoder.finish().unwrap();
    upload_encoded(&app, "zstd", body).await.assert_status(400);
}

#[tokio::test]
async fn chunked_upload_is_taken() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", vec![7; 100_000]).finish();
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        form.chunks(1_000).map(|chunk| Ok(chunk.to_vec())).collect();
    let body = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
    let request = app.post(DUMPS).header("Content-Type", MULTIPART).body(body);
    let answer = request.answer().await;
    assert_eq!(answer.assert_status(201).json()["size"], 100_000);
}

#[tokio::test]
async fn form_that_ends_early_is_no_dump() {
    let app = TestApp::start().await;
    let form = Form::new().label("x").file("a.dmp", vec![7; 3_000_000]);
    upload(&app, form.truncated())
        .await
        .assert_fields(&no_file());
    app.assert_no_files();
}

#[tokio::test]
async fn change_that_ends_early_changes_nothing() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let dump = app.upload("a.dmp", "content", "x").await;
    let complete_label = Form::new().label("y").file("b.dmp", "new");
    for form in [complete_label, Form::new().label("y")] {
        let request = app.form(Method::PATCH, "/api/dumps/1/", form.clone().truncated());
        request
            .bearer_auth(&token)
            .answer()
            .await
            .assert_status(400);
        let request = app.form(Method::PUT, "/api/dumps/1/", form.truncated());
        let answer = request.bearer_auth(&token).answer().await;
        answer.assert_fields(&no_file());
    }
    let now = app.get("/api/dumps/1/").bearer_auth(&token).answer().await;
    assert_eq!(now.json(), dump);
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn body_without_a_boundary_is_rejected() {
    let app = TestApp::start().await;
    for media_type in ["multipart/form-data", "Multipart/Form-Data; charset=utf-8"] {
        let request = app.post(DUMPS).header("Content-Type", media_type);
        let answer = request.body("x").answer().await;
        let text = "Multipart form parse error - Invalid boundary in multipart: None";
        answer.assert_detail(400, text);
    }
}

#[tokio::test]
async fn media_type_is_taken_in_any_case_and_quoted() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "content").finish();
    let media_type = format!("Multipart/Form-Data; charset=utf-8; Boundary=\"{BOUNDARY}\"");
    let request = app
        .post(DUMPS)
        .header("Content-Type", media_type)
        .body(form);
    request.answer().await.assert_status(201);
}

#[tokio::test]
async fn forms_with_too_many_parts_are_rejected() {
    let app = TestApp::start().await;
    let texts = (0..=1_000).fold(Form::new(), |form, _| form.text("x", ""));
    let files = (0..=100).fold(Form::new(), |form, _| form.file("a.dmp", "content"));
    for form in [texts, files] {
        let answer = upload(&app, form.finish()).await;
        answer.assert_status(400);
        assert!(answer.detail().starts_with("Multipart form parse error - "));
    }
    app.assert_no_files();
}

#[tokio::test]
async fn upload_to_a_full_disk_is_refused() {
    let app = TestApp::with_config("[limits]\nreserve_bytes = 8000000GiB").await;
    let form = Form::new().file("a.dmp", "content").finish();
    let answer = upload(&app, form).await;
    let text = "The server's storage is full. Nothing was stored; try again later.";
    answer.assert_detail(507, text);
    app.assert_no_files();
}
