//! `/api/signature-rules/`

use reqwest::Method;
use serde_json::{Value, json};

use super::signatures::{SEGV, crash, get, start};
use crate::support::{Answer, IntoAnswer, TestApp};

const RULES: &str = "/api/signature-rules/";
const DRY_RUN: &str = "/api/signature-rules/dry-run/";

async fn send(app: &TestApp, token: &str, method: Method, path: &str, body: &Value) -> Answer {
    let request = app.request(method, path).bearer_auth(token);
    request.json(body).answer().await
}

fn ignore(pattern: &str) -> Value {
    json!({ "ignore": ["# why", pattern], "prefix": [], "sentinel": [] })
}

#[tokio::test]
async fn patterns_are_tried_and_then_group_what_is_there() {
    let (app, user) = start().await;
    let admin = app.admin().await;
    crash(&app, &user, SEGV, "").await;
    let group = get(&app, &user, "/api/signatures/1/").await.json();
    let signature = group["signature"].as_str().unwrap().to_owned();
    let note = json!({ "note": "kept" });
    let answer = send(&app, &user, Method::PATCH, "/api/signatures/1/", &note).await;
    answer.assert_status(200);
    let rules = get(&app, &user, RULES).await.assert_status(200).json();
    assert_eq!(
        rules,
        json!({
            "version": 0, "ignore": [], "prefix": [], "sentinel": [],
            "changed_at": null, "changed_by": null, "outdated": 0,
        })
    );

    let patterns = ignore(&signature);
    let dry_run = send(&app, &admin, Method::POST, DRY_RUN, &patterns).await;
    let dry_run = dry_run.assert_status(200).json();
    assert_eq!(
        (&dry_run["crashes"], &dry_run["changed"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(dry_run["moves"][0]["signature"], signature);
    let expected = dry_run["moves"][0]["groups"][0]["signature"].clone();
    let unchanged = get(&app, &user, "/api/signatures/1/").await.json();
    assert_eq!(unchanged["signature"], signature);

    let rules = send(&app, &admin, Method::PUT, RULES, &patterns).await;
    let rules = rules.assert_status(200).json();
    assert_eq!(
        (&rules["version"], &rules["ignore"]),
        (&json!(1), &patterns["ignore"])
    );
    assert_eq!(rules["changed_by"]["kind"], "user");
    loop {
        let rules = get(&app, &user, RULES).await.assert_status(200).json();
        if rules["outdated"] == 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    let moved = get(&app, &user, "/api/signatures/1/").await;
    let moved = moved.assert_status(200).json();
    assert_eq!(
        (&moved["signature"], &moved["note"]),
        (&expected, &json!("kept"))
    );
    let processing = get(&app, &user, "/api/dumps/1/processing/").await.json();
    assert_eq!(processing["signature"], expected);
    // What comes now is grouped by them, too.
    crash(&app, &user, SEGV, "").await;
    let group = get(&app, &user, "/api/signatures/1/").await.json();
    assert_eq!(group["crashes"], 2);
}

#[tokio::test]
async fn a_form_has_a_pattern_on_each_line() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let form = [("ignore", "a\r\nb"), ("prefix", ""), ("sentinel", "c\n")];
    let request = app.request(Method::PUT, RULES).bearer_auth(&admin);
    let rules = request.form(&form).answer().await.assert_status(200).json();
    assert_eq!(rules["ignore"], json!(["a", "b"]));
    assert_eq!(rules["prefix"], json!([]));
    assert_eq!(rules["sentinel"], json!(["c"]));
}

#[tokio::test]
async fn everybody_else_is_forbidden() {
    let app = TestApp::start().await;
    let user = app.user().await;
    for token in [user, app.machine().await] {
        for (method, path) in [(Method::PUT, RULES), (Method::POST, DRY_RUN)] {
            let answer = send(&app, &token, method, path, &ignore("a")).await;
            answer.assert_detail(403, "You do not have permission to perform this action.");
        }
    }
    let nobody = app.post(DRY_RUN).json(&ignore("a")).answer().await;
    nobody.assert_status(401);
}

#[tokio::test]
async fn every_bad_list_is_named_with_its_line() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (fields, errors) in [
        (
            json!({ "ignore": "a", "prefix": null }),
            json!({
                "ignore": ["Must be a list of texts."],
                "prefix": ["This field may not be null."],
                "sentinel": ["This field is required."],
            }),
        ),
        (
            json!({
                "ignore": vec!["x"; 2001], "prefix": ["a", "b".repeat(256)], "sentinel": ["a\nb"],
            }),
            json!({
                "ignore": ["There are more than 2000 patterns."],
                "prefix": ["Line 2 is longer than 255 characters."],
                "sentinel": ["Line 1 is more than one line."],
            }),
        ),
        (
            json!({ "ignore": [1], "prefix": [[]], "sentinel": [] }),
            json!({
                "ignore": ["Must be a list of texts."],
                "prefix": ["Must be a list of texts."],
            }),
        ),
    ] {
        for (method, path) in [(Method::PUT, RULES), (Method::POST, DRY_RUN)] {
            let answer = send(&app, &admin, method, path, &fields).await;
            answer.assert_fields(&errors);
        }
    }
    let many = json!({ "ignore": vec!["x"; 2000], "prefix": [], "sentinel": [] });
    let answer = send(&app, &admin, Method::POST, DRY_RUN, &many).await;
    answer.assert_status(200);
    let rules = get(&app, &admin, RULES).await.json();
    assert_eq!(rules["version"], 0);
}
