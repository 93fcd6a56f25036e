//! What holds for every answer: security headers, hosts.

use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Form, IntoAnswer, TestApp};

fn assert_secured(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src"), "{what}: {policy}");
    assert!(!policy.contains("script-src 'unsafe"), "{what}: {policy}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::with_config("[limits]\nmax_upload_bytes = 1KiB").await;
    let token = app.user().await;
    app.upload("a.dmp", "content", "").await;
    let large = Form::new().file("a.dmp", vec![0; 2_000]).finish();
    let get = |path: &str| app.get(path).bearer_auth(&token);
    let ranged = |range: &str| get("/api/dumps/1/download/").header("Range", range);
    for (request, status) in [
        (get("/api/dumps/"), 200),
        (get("/api/dumps/?limit=x"), 400),
        (get("/api/dumps/1/download/"), 200),
        (ranged("bytes=0-1"), 206),
        (ranged("bytes=99-"), 416),
        (get("/api/users/"), 403),
        (get("/api/dumps/9/"), 404),
        (app.get("/api/nothing/"), 404),
        (app.get("/api/dumps/"), 401),
        (
            app.request(Method::PUT, "/api/dumps/").bearer_auth(&token),
            405,
        ),
        (app.form(Method::POST, "/api/dumps/", large), 413),
        (app.post("/api/dumps/").json(&json!({})), 415),
        (
            app.post("/api/dumps/")
                .header("Content-Encoding", "x")
                .body("x"),
            415,
        ),
        (
            app.request(Method::OPTIONS, "/api/dumps/")
                .bearer_auth(&token),
            200,
        ),
        (
            app.request(Method::DELETE, "/api/dumps/1/")
                .bearer_auth(&token),
            204,
        ),
        (app.get("/healthz"), 200),
        (app.get("/no-such-page"), 404),
        (app.get("/api/docs/"), 200),
        (app.get("/api/docs/swagger-ui.css"), 200),
        (app.get("/api/schema/"), 200),
    ] {
        let answer = request.answer().await;
        answer.assert_status(status);
        assert_secured(&answer, &format!("a {status}"));
        assert_eq!(answer.header("set-cookie"), "");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn download_can_do_nothing_in_a_browser() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("a.html", "<script>alert(1)</script>", "").await;
    let answer = app
        .get("/api/dumps/1/download/")
        .bearer_auth(token)
        .answer()
        .await;
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(
        answer.header("content-security-policy"),
        "sandbox; default-src 'none'"
    );
}

#[tokio::test]
async fn strict_transport_security_is_for_https_alone() {
    for (lines, value) in [
        ("", ""),
        (
            "[server]\npublic_url = https://crashes.example.com",
            "max-age=31536000",
        ),
    ] {
        let app = TestApp::with_config(lines).await;
        let answer = app.get("/healthz").answer().await;
        assert_eq!(answer.header("strict-transport-security"), value);
    }
}

#[tokio::test]
async fn hosts_that_are_not_listed_are_refused() {
    let app = TestApp::with_config("[server]\nallowed_hosts = crashes.example.com, [::1]").await;
    let get = |host: &str| app.get("/healthz").header("Host", host).answer();
    for host in [
        "crashes.example.com",
        "CRASHES.example.com:8000",
        "[::1]",
        "[::1]:8000",
    ] {
        get(host).await.assert_status(200);
    }
    for host in [
        "evil.example.com",
        "crashes.example.com.evil.com",
        "x:crashes.example.com",
        "::1",
    ] {
        get(host).await.assert_status(400);
    }
    let refused = app.get("/api/dumps/").answer().await;
    assert_json_snapshot!(refused.whole());
}

#[tokio::test]
async fn unknown_path_of_the_api_is_json() {
    let app = TestApp::start().await;
    let answer = app.get("/api/nothing").answer().await;
    assert_json_snapshot!(answer.whole());
}
