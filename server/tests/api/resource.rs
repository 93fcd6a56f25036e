//! What holds for every path: `Allow`, OPTIONS, 405, the slash, the order of checks.

use reqwest::Method;
use serde_json::json;

use crate::support::{Form, IntoAnswer, MULTIPART, TestApp};

const LIST: &str = "GET, POST, HEAD, OPTIONS";
const INSTANCE: &str = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS";
const READ_ONLY: &str = "GET, HEAD, OPTIONS";
const WRITE_ONLY: &str = "POST, OPTIONS";

const CLIENT: &str = "GET, PATCH, DELETE, HEAD, OPTIONS";

/// Every path of a resource with its `Allow`.
const PATHS: [(&str, &str); 17] = [
    ("/api/auth/register/", WRITE_ONLY),
    ("/api/auth/login/", WRITE_ONLY),
    ("/api/auth/refresh/", WRITE_ONLY),
    ("/api/auth/client-token/", WRITE_ONLY),
    ("/api/dumps/", LIST),
    ("/api/dumps/1/", INSTANCE),
    ("/api/dumps/by-label/x/", READ_ONLY),
    ("/api/dumps/1/download/", READ_ONLY),
    ("/api/dumps/1/history/", READ_ONLY),
    ("/api/dumps/1/archive/", WRITE_ONLY),
    ("/api/dumps/1/restore/", WRITE_ONLY),
    ("/api/users/", LIST),
    ("/api/users/1/", INSTANCE),
    ("/api/clients/", LIST),
    ("/api/clients/1/", CLIENT),
    ("/api/clients/1/rotate/", WRITE_ONLY),
    ("/api/clients/1/revoke/", WRITE_ONLY),
];

const METHODS: [&str; 8] = [
    "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND",
];

fn method(name: &str) -> Method {
    name.parse().unwrap()
}

#[tokio::test]
async fn every_answer_of_a_path_allows_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (path, allow) in PATHS {
        for name in METHODS {
            // Anonymous, and as staff: whatever the status is.
            let anonymous = app.request(method(name), path).answer().await;
            assert_eq!(anonymous.header("allow"), allow, "{name} {path}");
            let slashless = path.strip_suffix('/').unwrap();
            let staff = app.request(method(name), slashless).bearer_auth(&admin);
            assert_eq!(staff.answer().await.header("allow"), allow, "{name} {path}");
        }
    }
}

#[tokio::test]
async fn method_that_is_not_allowed_is_405() {
    let app = TestApp::start().await;
    for (path, allow) in PATHS {
        let admin = app.admin().await;
        for name in METHODS {
            if allow.split(", ").any(|allowed| allowed == name) {
                continue;
            }
            let request = app.request(method(name), path).bearer_auth(&admin);
            let answer = request.answer().await;
            answer.assert_status(405);
            if name != "HEAD" {
                let text = format!("Method \"{name}\" not allowed.");
                answer.assert_detail(405, &text);
            }
        }
    }
}

#[tokio::test]
async fn options_describes_the_path_to_whoever_may_see_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = app.user().await;
    for (path, _) in PATHS {
        let options = || app.request(Method::OPTIONS, path);
        let answer = options().bearer_auth(&admin).answer().await;
        answer.assert_status(200);
        let body = answer.json();
        assert!(body["name"].as_str().is_some_and(|name| !name.is_empty()));
        assert_eq!(body["renders"], json!(["application/json"]));

        let (as_user, as_nobody) = if path.starts_with("/api/auth/") {
            (200, 200)
        } else if path.starts_with("/api/users/") || path.starts_with("/api/clients/") {
            (403, 401)
        } else {
            (200, 401)
        };
        options()
            .bearer_auth(&user)
            .answer()
            .await
            .assert_status(as_user);
        options().answer().await.assert_status(as_nobody);
    }
}

#[tokio::test]
async fn credentials_are_checked_before_method_and_id() {
    let app = TestApp::start().await;
    let user = app.user().await;
    for (name, path) in [
        ("PUT", "/api/dumps/"),
        ("GET", "/api/dumps/999/"),
        ("GET", "/api/dumps/abc/"),
        ("DELETE", "/api/users/"),
    ] {
        app.request(method(name), path)
            .answer()
            .await
            .assert_status(401);
    }
    for (name, path) in [
        ("DELETE", "/api/users/"),
        ("GET", "/api/users/999/"),
        ("GET", "/api/users/abc/"),
        ("POST", "/api/users/1/"),
    ] {
        let request = app.request(method(name), path).bearer_auth(&user);
        request.answer().await.assert_status(403);
    }
}

#[tokio::test]
async fn id_is_checked_before_the_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in ["/api/dumps/999/", "/api/users/999/", "/api/clients/999/"] {
        for name in ["PUT", "PATCH"] {
            if name == "PUT" && path.starts_with("/api/clients/") {
                continue;
            }
            let request = app.request(method(name), path).bearer_auth(&admin);
            let request = request.header("Content-Type", "text/plain").body("bad");
            request.answer().await.assert_status(404);
        }
    }
}

#[tokio::test]
async fn media_type_is_checked_before_the_fields() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.upload("a.dmp", "content", "").await;
    for (name, path, media_type) in [
        ("POST", "/api/dumps/", "application/json"),
        ("PUT", "/api/dumps/1/", "application/json; charset=utf-8"),
        ("PATCH", "/api/dumps/1/", "text/plain"),
        ("POST", "/api/users/", "text/plain"),
        ("POST", "/api/clients/", "text/plain"),
        ("PATCH", "/api/users/1/", "application/xml"),
        ("POST", "/api/auth/login/", "text/html"),
    ] {
        let request = app.request(method(name), path).bearer_auth(&admin);
        let request = request.header("Content-Type", media_type).body("x");
        let text = format!("Unsupported media type \"{media_type}\" in request.");
        request.answer().await.assert_detail(415, &text);
    }
}

#[tokio::test]
async fn ids_are_plain_numbers() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.upload("a.dmp", "content", "").await;
    for id in [
        "01", "+1", "-1", "1_0", "1%20", "%201", "0x1", "1.5", "1e0", "abc", "%00", "%FF",
        "%D9%A1", "1%2F", "1;x=1", "1%0A",
    ] {
        for resource in ["dumps", "users", "clients"] {
            let request = app
                .get(&format!("/api/{resource}/{id}/"))
                .bearer_auth(&admin);
            request.answer().await.assert_detail(404, "Not found.");
        }
    }
    for id in [
        "0",
        "999",
        "9223372036854775808",
        "99999999999999999999999999",
    ] {
        let request = app.get(&format!("/api/dumps/{id}/")).bearer_auth(&admin);
        let answer = request.answer().await;
        answer.assert_detail(404, "No CrashDump matches the given query.");
        let request = app.get(&format!("/api/users/{id}/")).bearer_auth(&admin);
        let answer = request.answer().await;
        answer.assert_detail(404, "No User matches the given query.");
    }
    // An octet that need not be encoded is the same encoded.
    let request = app.get("/api/dumps/%31/").bearer_auth(&admin);
    request.answer().await.assert_status(200);
}

#[tokio::test]
async fn unknown_paths_are_404_for_everybody() {
    let app = TestApp::start().await;
    for path in [
        "/api/",
        "/api/dumps//",
        "/api/dumps//download/",
        "/api/dumps//history/",
        "/api/users//",
        "/api/clients//",
        "/api/clients//rotate/",
        "//api/dumps/",
        "/API/DUMPS/",
        "/api/Dumps/",
        "/api/dumps/1/anything/",
        "/api/dumps/1/download/x/",
        "/api/dumps/by-label//",
        "/api/auth/",
        "/api/dumps.json",
    ] {
        for name in ["GET", "POST", "OPTIONS", "PROPFIND"] {
            let request = app.request(method(name), path).bearer_auth("a bad token");
            assert_eq!(request.answer().await.status, 404, "{name} {path}");
        }
    }
}

#[tokio::test]
async fn path_without_its_slash_is_served_with_body_and_query() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let form = || Form::new().file("a.dmp", "content").label("x").finish();
    let upload = app.form(Method::POST, "/api/dumps", form());
    upload.answer().await.assert_status(201);
    for (name, path, status) in [
        ("PUT", "/api/dumps/1", 200),
        ("PATCH", "/api/dumps/1?x=1", 200),
        ("GET", "/api/dumps/1", 200),
        ("HEAD", "/api/dumps/1/download", 200),
        ("GET", "/api/dumps/by-label/x", 200),
        ("OPTIONS", "/api/users", 200),
        ("DELETE", "/api/dumps/1", 204),
    ] {
        let request = app.request(method(name), path).bearer_auth(&admin);
        let request = request.header("Content-Type", MULTIPART).body(form());
        request.answer().await.assert_status(status);
    }
    let list = app.get("/api/dumps?limit=0").bearer_auth(&admin);
    list.answer().await.assert_status(400);
}

#[tokio::test]
async fn any_accept_gets_json() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for accept in [
        "",
        "application/xml",
        "text/html",
        "application/octet-stream",
    ] {
        let request = app
            .get("/api/dumps/")
            .bearer_auth(&admin)
            .header("Accept", accept);
        let answer = request.answer().await;
        answer.assert_status(200);
        assert_eq!(answer.header("content-type"), "application/json");
    }
}
