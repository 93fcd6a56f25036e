//! `/api/clients/`

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const CLIENT_TOKEN: &str = "/api/auth/client-token/";
const FORBIDDEN: &str = "You do not have permission to perform this action.";

async fn send(app: &TestApp, token: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = app.request(method, path).bearer_auth(token);
    request.json(&body).answer().await
}

/// A new client with its secret.
async fn create(app: &TestApp, admin: &str, name: &str, scopes: &[&str]) -> Value {
    let client = json!({ "name": name, "scopes": scopes });
    let answer = send(app, admin, Method::POST, "/api/clients/", client).await;
    answer.assert_status(201).json()
}

async fn ask_for_token(app: &TestApp, secret: &Value) -> Answer {
    let fields = json!({ "client_secret": secret });
    app.post(CLIENT_TOKEN).json(&fields).answer().await
}

async fn token(app: &TestApp, secret: &Value) -> String {
    let answer = ask_for_token(app, secret).await;
    let token = answer.assert_status(200).json();
    assert_eq!(token.as_object().map(serde_json::Map::len), Some(1));
    token["access"].as_str().unwrap().to_owned()
}

async fn get(app: &TestApp, admin: &str, id: i64) -> Value {
    let request = app.get(&format!("/api/clients/{id}/")).bearer_auth(admin);
    request.answer().await.assert_status(200).json()
}

#[tokio::test]
async fn staff_make_clients_and_see_the_secret_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = json!({
        "name": " Nightly builds ", "scopes": ["read", "upload"],
        "expires_at": "2027-01-01T00:00:00+01:00", "secret": "mine", "id": 9,
    });
    let answer = send(&app, &admin, Method::POST, "/api/clients/", client).await;
    assert_json_snapshot!(answer.whole(), { ".body.secret" => "[secret]" });
    let mut issued = answer.json();
    let secret = issued["secret"].take();
    assert!(secret.as_str().unwrap().starts_with("cs_"));
    issued.as_object_mut().unwrap().remove("secret");
    assert_eq!(get(&app, &admin, 1).await, issued);
    let list = app.get("/api/clients/").bearer_auth(&admin).answer().await;
    assert_eq!(list.assert_status(200).json(), json!([issued]));
}

#[tokio::test]
async fn a_form_makes_a_client_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let form = [
        ("name", "a"),
        ("scopes", "write upload"),
        ("expires_at", ""),
    ];
    let request = app.post("/api/clients/").bearer_auth(&admin).form(&form);
    let client = request.answer().await.assert_status(201).json();
    assert_eq!(client["scopes"], json!(["upload", "write"]));
    assert_eq!(client["expires_at"], Value::Null);
}

#[tokio::test]
async fn everybody_else_is_forbidden() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = create(&app, &admin, "all", &["upload", "read", "write"]).await;
    let client = token(&app, &client["secret"]).await;
    for token in [app.user().await, app.machine().await, client] {
        for (method, path) in [
            (Method::GET, "/api/clients/"),
            (Method::POST, "/api/clients/"),
            (Method::GET, "/api/clients/1/"),
            (Method::PATCH, "/api/clients/1/"),
            (Method::DELETE, "/api/clients/1/"),
            (Method::POST, "/api/clients/1/rotate/"),
            (Method::POST, "/api/clients/1/revoke/"),
            (Method::POST, "/api/clients/9/revoke/"),
            (Method::GET, "/api/users/"),
        ] {
            let answer = send(&app, &token, method, path, json!({})).await;
            answer.assert_detail(403, FORBIDDEN);
        }
    }
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "Taken", &["read"]).await;
    let now = app.clock.now().to_rfc3339();
    for (fields, errors) in [
        (
            json!({}),
            json!({ "name": ["This field is required."], "scopes": ["This field is required."] }),
        ),
        (
            json!({ "name": null, "scopes": null, "expires_at": "tomorrow" }),
            json!({
                "name": ["This field may not be null."],
                "scopes": ["This field may not be null."],
                "expires_at": ["Must be a moment in ISO 8601 with a zone, such as 2026-01-31T12:00:00Z."],
            }),
        ),
        (
            json!({ "name": " ", "scopes": [], "expires_at": now }),
            json!({
                "name": ["This field may not be blank."],
                "scopes": ["Choose at least one of upload, read, write."],
                "expires_at": ["Must be in the future. To end a client now, revoke it."],
            }),
        ),
        (
            json!({ "name": "a", "scopes": ["read", "staff"] }),
            json!({ "scopes": ["Must be some of upload, read, write."] }),
        ),
        (
            json!({ "name": "a", "scopes": "read" }),
            json!({ "scopes": ["Must be a list of texts."] }),
        ),
        (
            json!({ "name": "a", "scopes": ["read", 1] }),
            json!({ "scopes": ["Must be a list of texts."] }),
        ),
        (
            json!({ "name": "taken", "scopes": ["read"] }),
            json!({ "name": ["client with this name already exists."] }),
        ),
    ] {
        let answer = send(&app, &admin, Method::POST, "/api/clients/", fields).await;
        answer.assert_fields(&errors);
    }
    let list = app.get("/api/clients/").bearer_auth(&admin).answer().await;
    assert_eq!(list.json().as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn change_keeps_what_it_leaves_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "a", &["read"]).await;
    let before = get(&app, &admin, 1).await;
    let patch = |body| send(&app, &admin, Method::PATCH, "/api/clients/1/", body);
    for changes in [json!({}), json!({ "name": "a" }), json!({ "other": [1] })] {
        assert_eq!(patch(changes).await.assert_status(200).json(), before);
    }
    let later = json!({ "expires_at": "2027-01-01T00:00:00Z" });
    assert_eq!(
        patch(later.clone()).await.json()["expires_at"],
        later["expires_at"]
    );
    let changed = patch(json!({ "name": "b", "scopes": ["write"], "expires_at": null })).await;
    let changed = changed.assert_status(200).json();
    assert_eq!(changed["name"], "b");
    assert_eq!(changed["scopes"], json!(["write"]));
    assert_eq!(changed["expires_at"], Value::Null);
    patch(json!({ "scopes": [] })).await.assert_status(400);
    assert_eq!(get(&app, &admin, 1).await, changed);
}

/// What a client may do over HTTP, with each scope alone.
#[tokio::test]
async fn scopes_open_their_endpoints_and_no_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let form = || Form::new().file("a.dmp", "content").finish();
    for granted in ["upload", "read", "write"] {
        let client = create(&app, &admin, granted, &[granted]).await;
        let token = token(&app, &client["secret"]).await;
        for (method, path, needed, status) in [
            ("POST", "/api/dumps/", "upload", 201),
            ("GET", "/api/dumps/", "read", 200),
            ("GET", "/api/dumps/?limit=1", "read", 200),
            ("OPTIONS", "/api/dumps/", "read", 200),
            ("GET", "/api/dumps/ID/", "read", 200),
            ("HEAD", "/api/dumps/ID/", "read", 200),
            ("GET", "/api/dumps/by-label/x/", "read", 200),
            ("GET", "/api/dumps/ID/download/", "read", 200),
            ("GET", "/api/dumps/ID/history/", "read", 200),
            ("PUT", "/api/dumps/ID/", "write", 200),
            ("PATCH", "/api/dumps/ID/", "write", 200),
            ("DELETE", "/api/dumps/ID/", "write", 204),
        ] {
            let id = app.upload("a.dmp", "content", "x").await["id"].to_string();
            let path = path.replace("ID", &id);
            let request = app.form(method.parse().unwrap(), &path, form());
            let answer = request.bearer_auth(&token).answer().await;
            let may = granted == needed || (granted, needed) == ("write", "read");
            let status = if may { status } else { 403 };
            assert_eq!(answer.status, status, "{granted}: {method} {path}");
            if !may && method != "HEAD" {
                let text = format!(
                    "This client lacks the scope \"{needed}\". An administrator can give it one."
                );
                answer.assert_detail(403, &text);
            }
        }
    }
}

#[tokio::test]
async fn a_client_without_upload_is_refused_before_the_body_is_looked_at() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = create(&app, &admin, "reader", &["read"]).await;
    let token = token(&app, &client["secret"]).await;
    let request = app.post("/api/dumps/").bearer_auth(&token);
    let request = request.header("Content-Type", "text/plain").body("bad");
    request.answer().await.assert_status(403);
    app.assert_no_files();
}

#[tokio::test]
async fn with_credentials_wanted_a_client_uploads_with_its_token() {
    let app = TestApp::with_config("[auth]\nanonymous_upload = false").await;
    let admin = app.admin().await;
    let client = create(&app, &admin, "uploader", &["upload"]).await;
    let token = token(&app, &client["secret"]).await;
    let upload = || {
        let form = Form::new().file("a.dmp", "content").finish();
        app.form(Method::POST, "/api/dumps/", form)
    };
    upload().answer().await.assert_status(401);
    upload()
        .bearer_auth(&token)
        .answer()
        .await
        .assert_status(201);
    assert_eq!(
        get(&app, &admin, 1).await["last_used_at"],
        "2026-01-02T03:04:05.678901Z"
    );
}

#[tokio::test]
async fn a_new_secret_ends_the_old_one_and_its_tokens() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let old = create(&app, &admin, "a", &["read"]).await;
    let old_token = token(&app, &old["secret"]).await;
    let path = "/api/clients/1/rotate/";
    let answer = send(&app, &admin, Method::POST, path, json!({})).await;
    assert_json_snapshot!(answer.whole(), { ".body.secret" => "[secret]" });
    assert_is_out(&app, &old["secret"], &old_token).await;
    let new = token(&app, &answer.json()["secret"]).await;
    let list = app.get("/api/dumps/").bearer_auth(new);
    list.answer().await.assert_status(200);
}

#[tokio::test]
async fn a_revoked_client_is_out_for_good() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = create(&app, &admin, "a", &["read"]).await;
    let old_token = token(&app, &client["secret"]).await;
    let post = |path| send(&app, &admin, Method::POST, path, json!({}));
    let revoked = post("/api/clients/1/revoke/")
        .await
        .assert_status(200)
        .json();
    assert_eq!(revoked["revoked_at"], "2026-01-02T03:04:05.678901Z");
    app.clock.advance(TimeDelta::seconds(1));
    let again = post("/api/clients/1/revoke/")
        .await
        .assert_status(200)
        .json();
    assert_eq!(again, revoked);
    assert_is_out(&app, &client["secret"], &old_token).await;
    post("/api/clients/1/rotate/")
        .await
        .assert_detail(409, "This client is revoked for good. Create another one.");
}

#[tokio::test]
async fn an_expired_client_is_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let expires_at = app.clock.now() + TimeDelta::minutes(1);
    let client = json!({
        "name": "a", "scopes": ["read"], "expires_at": expires_at.to_rfc3339(),
    });
    let answer = send(&app, &admin, Method::POST, "/api/clients/", client).await;
    let client = answer.assert_status(201).json();
    let old_token = token(&app, &client["secret"]).await;
    app.clock.advance(TimeDelta::minutes(1));
    assert_is_out(&app, &client["secret"], &old_token).await;
}

#[tokio::test]
async fn deletion_ends_the_client_and_keeps_dumps() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = create(&app, &admin, "a", &["upload"]).await;
    let old_token = token(&app, &client["secret"]).await;
    app.upload("a.dmp", "content", "").await;
    let delete = || send(&app, &admin, Method::DELETE, "/api/clients/1/", json!({}));
    delete().await.assert_status(204);
    delete()
        .await
        .assert_detail(404, "No Client matches the given query.");
    assert_is_out(&app, &client["secret"], &old_token).await;
    let dump = app.get("/api/dumps/1/").bearer_auth(&admin);
    dump.answer().await.assert_status(200);
    let again = create(&app, &admin, "a", &["upload"]).await;
    assert_eq!(again["id"], 2);
}

#[tokio::test]
async fn guessing_secrets_of_clients_is_throttled() {
    let app = TestApp::with_config("[auth]\nlogin_attempts_per_minute = 1").await;
    let admin = app.admin().await;
    let client = create(&app, &admin, "a", &["read"]).await;
    for _ in 0..3 {
        token(&app, &client["secret"]).await;
    }
    let guess = json!(format!("cs_{}", "x".repeat(43)));
    let answer = ask_for_token(&app, &guess).await;
    answer.assert_detail(401, "Invalid client secret.");
    ask_for_token(&app, &guess).await.assert_status(429);
}

/// Neither the secret nor a token that it has bought is good for anything.
async fn assert_is_out(app: &TestApp, secret: &Value, old_token: &str) {
    let answer = ask_for_token(app, secret).await;
    answer.assert_detail(401, "Invalid client secret.");
    let answer = app.get("/api/dumps/").bearer_auth(old_token).answer().await;
    answer.assert_status(401);
    assert_eq!(answer.json()["code"], "token_not_valid");
}
