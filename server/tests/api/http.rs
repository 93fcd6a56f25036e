//! Connections: bodies announced, slow, refused and cut off.

use reqwest::Method;
use serde_json::json;

use crate::support::{Form, IntoAnswer, MULTIPART, RawConnection, TestApp};

/// More than the sockets of both sides hold.
const LARGE: usize = 50 * 1024 * 1024;

/// The head of an upload with a body of this length.
fn upload_head(length: usize, more: &str) -> String {
    format!(
        "POST /api/dumps/ HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\n\
         Content-Length: {length}\r\n{more}\r\n"
    )
}

async fn get_healthz(connection: &mut RawConnection) {
    connection
        .send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await;
    let (head, body) = connection.read_answer().await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(body, "ok\n");
}

#[tokio::test]
async fn announced_body_is_asked_for_and_taken() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "content").finish();
    let mut connection = app.raw().await;
    let head = upload_head(form.len(), "Expect: 100-continue\r\n");
    connection.send(head).await;
    assert_eq!(
        connection.read_head().await,
        "HTTP/1.1 100 Continue\r\n\r\n"
    );
    connection.send(form).await;
    let (head, _) = connection.read_answer().await;
    assert!(head.starts_with("HTTP/1.1 201 "), "{head}");
}

#[tokio::test]
async fn announced_body_is_refused_before_it_is_sent() {
    let small = TestApp::with_config("[limits]\nmax_upload_bytes = 1MiB").await;
    let full = TestApp::with_config("[limits]\nreserve_bytes = 8000000GiB").await;
    let closed = TestApp::with_config("[auth]\nanonymous_upload = false").await;
    for (app, more, status) in [
        (&small, "", "413"),
        (&full, "", "507"),
        (&closed, "", "401"),
        (&small, "Authorization: Bearer x\r\n", "401"),
    ] {
        let mut connection = app.raw().await;
        let head = upload_head(LARGE, &format!("{more}Expect: 100-continue\r\n"));
        connection.send(head).await;
        let answer = connection.read_to_end().await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn answer_to_a_refused_body_is_seen_by_who_sends_it_all() {
    let app = TestApp::start().await;
    for (more, status) in [("Authorization: Bearer x\r\n", "401"), ("", "415")] {
        let mut connection = app.raw().await;
        let head = format!(
            "PUT /api/dumps/1/ HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n\
             Content-Length: {LARGE}\r\n{more}\r\n"
        );
        let head = if status == "415" {
            head.replace("PUT /api/dumps/1/", "POST /api/dumps/")
        } else {
            head
        };
        connection.send(head).await;
        connection.send(vec![0; LARGE]).await;
        let (head, _) = connection.read_answer().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        // The connection is still in step.
        get_healthz(&mut connection).await;
    }
}

#[tokio::test]
async fn epilogue_of_a_form_is_dropped_within_bounds() {
    let app = TestApp::start().await;
    for (length, status) in [(1_000_000, "201"), (LARGE, "413")] {
        let mut form = Form::new().file("a.dmp", "content").finish();
        form.extend(vec![b'x'; length]);
        let mut connection = app.raw().await;
        connection.send(upload_head(form.len(), "")).await;
        connection.send(form).await;
        let (head, _) = connection.read_answer().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        get_healthz(&mut connection).await;
    }
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn body_from_which_nothing_comes_times_out() {
    let app = TestApp::with_config("[limits]\nidle_timeout_seconds = 1").await;
    let form = Form::new().file("a.dmp", vec![0; 3_000_000]).truncated();
    let json = "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Content-Length: 100\r\n\r\n{";
    let mut upload = app.raw().await;
    upload.send(upload_head(LARGE, "")).await;
    upload.send(form).await;
    let mut compressed = app.raw().await;
    compressed
        .send(upload_head(LARGE, "Content-Encoding: gzip\r\n"))
        .await;
    compressed.send(b"\x1f\x8b\x08").await;
    let mut login = app.raw().await;
    login.send(json).await;
    for connection in [upload, compressed, login] {
        let answer = connection.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("did not come in time"), "{answer}");
        assert!(answer.to_lowercase().contains("\r\nallow: "), "{answer}");
    }
    app.assert_no_files();
}

#[tokio::test]
async fn client_that_goes_away_leaves_nothing() {
    let mut app = TestApp::start().await;
    app.upload("a.dmp", "content", "x").await;
    let token = app.user().await;
    let body = Form::new()
        .label("y")
        .file("b.dmp", vec![0; 3_000_000])
        .truncated();
    for path in [
        "POST /api/dumps/",
        "PUT /api/dumps/1/",
        "PATCH /api/dumps/1/",
    ] {
        let mut connection = app.raw().await;
        let head = upload_head(LARGE, &format!("Authorization: Bearer {token}\r\n"));
        connection
            .send(head.replace("POST /api/dumps/", path))
            .await;
        connection.send(&body).await;
        // The answer to the next request says that the server has seen the body so far.
        connection.finish_sending().await;
        connection.read_to_end().await;
    }
    let dumps = app.get("/api/dumps/").bearer_auth(&token).answer().await;
    assert_eq!(dumps.json()[0]["label"], "x");
    assert_eq!(dumps.json().as_array().map(Vec::len), Some(1));
    app.stop().await;
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn chunked_body_with_trailers_is_taken() {
    let app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "content").finish();
    let mut connection = app.raw().await;
    connection
        .send(format!(
            "POST /api/dumps HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        ))
        .await;
    for chunk in form.chunks(7) {
        connection
            .send(format!("{:x};ext=1\r\n", chunk.len()))
            .await;
        connection.send(chunk).await;
        connection.send("\r\n").await;
    }
    connection.send("0\r\nX-Trailer: 1\r\n\r\n").await;
    let (head, _) = connection.read_answer().await;
    assert!(head.starts_with("HTTP/1.1 201 "), "{head}");
}

#[tokio::test]
async fn requests_that_two_servers_could_read_differently_are_refused() {
    let app = TestApp::start().await;
    for framing in [
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: 3, 4\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: chunked, gzip\r\n",
        "Content-Length : 3\r\n",
        " Content-Length: 3\r\n",
        "X: a\rb\r\n",
        "X: a\0b\r\n",
    ] {
        let mut connection = app.raw().await;
        connection
            .send(format!(
                "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\n{framing}\r\nabc"
            ))
            .await;
        let answer = connection.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{framing:?}: {answer}");
    }
}

#[tokio::test]
async fn odd_request_targets_are_answered() {
    let app = TestApp::start().await;
    let host = app.host();
    for (target, status) in [
        (format!("GET http://{host}/healthz"), "200"),
        (format!("GET http://{host}/api/dumps?x"), "401"),
        ("GET /api/dumps/?limit=%FF&q=%00".to_owned(), "401"),
        ("GET /api/".to_owned(), "404"),
        // What is for a proxy.
        (format!("CONNECT {host}"), "400"),
        (format!("GET {host}"), "400"),
        ("OPTIONS *".to_owned(), "400"),
        ("GET /api/../healthz".to_owned(), "404"),
        ("GET /api/%2e%2e/healthz".to_owned(), "404"),
        ("GET /assets/../../etc/passwd".to_owned(), "404"),
        ("GET /assets/x/..%2f..%2fetc%2fpasswd".to_owned(), "404"),
    ] {
        let mut connection = app.raw().await;
        let request = format!("{target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        connection.send(request).await;
        let head = connection.read_head().await;
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status} ")),
            "{target}: {head}"
        );
    }
}

#[tokio::test]
async fn request_under_way_is_finished_when_the_server_stops() {
    let mut app = TestApp::start().await;
    let form = Form::new().file("a.dmp", "content").finish();
    let (start, end) = form.split_at(form.len() / 2);
    let mut connection = app.raw().await;
    let head = upload_head(form.len(), "Expect: 100-continue\r\n");
    connection.send(head).await;
    connection.read_head().await;
    connection.send(start).await;
    let rest = async {
        connection.send(end).await;
        connection.read_answer().await
    };
    let ((), (head, _)) = tokio::join!(app.stop(), rest);
    assert!(head.starts_with("HTTP/1.1 201 "), "{head}");
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn connection_serves_request_after_request() {
    let app = TestApp::start().await;
    let mut connection = app.raw().await;
    for _ in 0..3 {
        get_healthz(&mut connection).await;
    }
    let body = json!({}).to_string();
    let login = format!(
        "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    // Two at once, without waiting for the first answer.
    connection.send(login.repeat(2)).await;
    for _ in 0..2 {
        let (head, _) = connection.read_answer().await;
        assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    }
    let request = app.request(Method::GET, "/healthz");
    request.answer().await.assert_status(200);
}
