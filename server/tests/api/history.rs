//! `/api/dumps/{id}/history/`

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const HISTORY: &str = "/api/dumps/1/history/";

async fn read(app: &TestApp, token: &str, path: &str) -> Answer {
    app.get(path).bearer_auth(token).answer().await
}

async fn change(app: &TestApp, token: &str, form: Form) {
    app.clock.advance(TimeDelta::seconds(1));
    let request = app.form(Method::PATCH, "/api/dumps/1/", form.finish());
    request.bearer_auth(token).answer().await.assert_status(200);
}

#[tokio::test]
async fn history_tells_what_was_done_by_whom_and_when() {
    let app = TestApp::with_config("[archive]\ndir = archive").await;
    let (user, machine) = (app.user().await, app.machine().await);
    app.upload("app.dmp", "content", "v1").await;
    change(&app, &user, Form::new().label("triaged")).await;
    let both = Form::new().file("fixed.dmp", "new").label("");
    change(&app, &machine, both).await;
    for path in ["/api/dumps/1/archive/", "/api/dumps/1/restore/"] {
        let moved = app.post(path).bearer_auth(&user).answer().await;
        moved.assert_status(200);
    }
    let history = read(&app, &user, HISTORY).await;
    assert_json_snapshot!(history.whole());
}

#[tokio::test]
async fn client_is_called_by_its_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let client = json!({ "name": "Nightly builds", "scopes": ["upload", "read"] });
    let request = app.post("/api/clients/").bearer_auth(&admin).json(&client);
    let secret = request.answer().await.assert_status(201).json()["secret"].clone();
    let request = app
        .post("/api/auth/client-token/")
        .json(&json!({ "client_secret": secret }));
    let access = request.answer().await.assert_status(200).json();
    let access = access["access"].as_str().unwrap();
    let form = Form::new().file("app.dmp", "content").finish();
    let upload = app.form(Method::POST, "/api/dumps/", form);
    let upload = upload.bearer_auth(access).answer().await;
    upload.assert_status(201);
    let events = read(&app, access, HISTORY).await.assert_status(200).json();
    let expected = json!({ "kind": "client", "name": "Nightly builds" });
    assert_eq!(events[0]["actor"], expected);
    assert_eq!(events[0]["time"], upload.json()["time"]);
}

#[tokio::test]
async fn long_history_is_cut_and_says_how_much_is_left_out() {
    let app = TestApp::start().await;
    let user = app.user().await;
    app.upload("app.dmp", "content", "").await;
    for number in 1..=101 {
        change(&app, &user, Form::new().label(&number.to_string())).await;
    }
    let user = app.login("user@example.com").await;
    let events = read(&app, user["access"].as_str().unwrap(), HISTORY).await;
    let events = events.assert_status(200).json();
    let numbers: Vec<u64> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (3..=102).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn credentials_are_needed() {
    let app = TestApp::start().await;
    app.upload("app.dmp", "content", "").await;
    for path in [HISTORY, "/api/dumps/999/history/"] {
        let anonymous = app.get(path).answer().await;
        anonymous.assert_detail(401, "Authentication credentials were not provided.");
    }
}

#[tokio::test]
async fn unknown_dump_is_not_found() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let unknown = read(&app, &token, "/api/dumps/999/history/").await;
    unknown.assert_detail(404, "No CrashDump matches the given query.");
    for id in ["abc", "-1", "01", ""] {
        let no_id = read(&app, &token, &format!("/api/dumps/{id}/history/")).await;
        no_id.assert_detail(404, "Not found.");
    }
}

#[tokio::test]
async fn deleted_dump_takes_its_history_along() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("app.dmp", "content", "").await;
    let delete = app.request(Method::DELETE, "/api/dumps/1/");
    delete.bearer_auth(&token).answer().await.assert_status(204);
    let gone = read(&app, &token, HISTORY).await;
    gone.assert_detail(404, "No CrashDump matches the given query.");
    app.upload("app.dmp", "content", "").await;
    let next = read(&app, &token, "/api/dumps/2/history/").await.json();
    assert_eq!(next.as_array().map(Vec::len), Some(1));
    assert_eq!(next[0]["number"], Value::from(1));
}
