//! `/api/signatures/`

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, IntoAnswer, TestApp};

const SIGNATURES: &str = "/api/signatures/";
pub(crate) const SEGV: &[u8] = include_bytes!("requests/crashy-segv.dmp");
const ABORT: &[u8] = include_bytes!("../../../crates/processing/tests/data/crashy-abort.dmp");

/// A server that processes, and somebody.
pub(crate) async fn start() -> (TestApp, String) {
    let app = TestApp::start().await;
    app.state.service.reports.start().await.unwrap();
    let user = app.user().await;
    (app, user)
}

/// Uploads a dump and waits for its report.
pub(crate) async fn crash(app: &TestApp, user: &str, bytes: &[u8], label: &str) -> Value {
    let dump = app.upload("app.dmp", bytes, label).await;
    let path = format!("/api/dumps/{}/processing/", dump["id"]);
    loop {
        let processing = get(app, user, &path).await.assert_status(200).json();
        match processing["state"].as_str().unwrap() {
            "queued" | "running" => tokio::task::yield_now().await,
            "done" => return dump,
            other => panic!("{other}: {processing}"),
        }
    }
}

pub(crate) async fn get(app: &TestApp, token: &str, path: &str) -> Answer {
    app.get(path).bearer_auth(token).answer().await
}

/// The token of a day later: no token is good for as long.
async fn a_day_later(app: &TestApp) -> String {
    app.clock.advance(TimeDelta::days(1));
    let tokens = app.login("user@example.com").await;
    tokens["access"].as_str().unwrap().to_owned()
}

async fn list(app: &TestApp, user: &str, query: &str) -> Vec<Value> {
    let answer = get(app, user, &format!("{SIGNATURES}{query}")).await;
    let rows = answer.assert_status(200).json();
    rows.as_array().unwrap().clone()
}

async fn patch(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    let request = app.request(Method::PATCH, path).bearer_auth(token);
    request.json(&body).answer().await
}

#[tokio::test]
async fn crashes_with_the_same_stack_stand_together() {
    let (app, user) = start().await;
    crash(&app, &user, SEGV, "v1").await;
    let user = a_day_later(&app).await;
    crash(&app, &user, SEGV, "v2").await;
    crash(&app, &user, ABORT, "v2").await;
    let rows = list(&app, &user, "?ordering=-crashes").await;
    let crashes: Vec<_> = rows.iter().map(|row| row["crashes"].as_u64()).collect();
    assert_eq!(crashes, [Some(2), Some(1)]);
    assert_eq!(rows[0]["id"], 1);
    assert_eq!(rows[0]["state"], "open");
    assert_eq!(rows[0]["first_seen"], "2026-01-02T03:04:05.678901Z");
    assert_eq!(rows[0]["last_seen"], "2026-01-03T03:04:05.678901Z");
    assert_eq!(
        rows[0]["versions"],
        json!([{ "value": null, "crashes": 2 }])
    );
    let trend = rows[0]["trend"].as_array().unwrap();
    assert_eq!(trend[28..], [json!(1), json!(1)]);

    let group = get(&app, &user, "/api/signatures/1/").await;
    let group = group.assert_status(200).json();
    assert_eq!(group["signature"], rows[0]["signature"]);
    assert_eq!(
        group["modules"],
        json!([{ "value": "crashy", "crashes": 2 }])
    );
    let days = json!([
        { "day": "2026-01-02", "crashes": 1 },
        { "day": "2026-01-03", "crashes": 1 },
    ]);
    assert_eq!(group["days"], days);
    assert_eq!(group["labels"].as_array().map(Vec::len), Some(2));

    let answer = get(&app, &user, "/api/signatures/1/dumps/?limit=1").await;
    assert_eq!(answer.assert_status(200).json()[0]["id"], 2);
    let link = answer.header("link");
    let next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0;
    let answer = get(&app, &user, next).await;
    assert_eq!(answer.assert_status(200).json()[0]["id"], 1);
    assert!(!answer.headers.contains_key("link"));
    let dumps = get(&app, &user, "/api/dumps/?signature=1&ordering=-id").await;
    let dumps = dumps.assert_status(200).json();
    assert_eq!(dumps.as_array().map(Vec::len), Some(2));
    let text = rows[0]["signature"].as_str().unwrap();
    let query = form_urlencoded::byte_serialize(text.as_bytes());
    let query: String = query.collect();
    let same = get(
        &app,
        &user,
        &format!("/api/dumps/?signature={query}&ordering=-id"),
    )
    .await;
    assert_eq!(same.assert_status(200).json(), dumps);
    let none = get(&app, &user, "/api/dumps/?signature=x").await;
    assert_eq!(none.assert_status(200).json(), json!([]));
    let ignored = json!({ "state": "ignored" });
    let ignore = patch(&app, &user, "/api/signatures/1/", ignored).await;
    ignore.assert_status(200);
    for (state, ids) in [
        ("open", vec![3]),
        ("ignored", vec![1, 2]),
        ("resolved", vec![]),
    ] {
        let dumps = get(&app, &user, &format!("/api/dumps/?state={state}")).await;
        let dumps = dumps.assert_status(200).json();
        let dumps = dumps.as_array().unwrap().iter();
        let found: Vec<_> = dumps.map(|dump| dump["id"].as_i64().unwrap()).collect();
        assert_eq!(found, ids, "{state}");
    }

    let delete = app.request(Method::DELETE, "/api/dumps/3/");
    delete.bearer_auth(&user).answer().await.assert_status(204);
    assert_eq!(list(&app, &user, "").await.len(), 1);
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let (app, user) = start().await;
    crash(&app, &user, SEGV, "").await;
    let user = a_day_later(&app).await;
    crash(&app, &user, ABORT, "").await;
    for (query, ids) in [
        ("", vec![2, 1]),
        ("?ordering=first_seen", vec![1, 2]),
        ("?q=ABORT", vec![2]),
        ("?q=nothing", vec![]),
        ("?state=open", vec![2, 1]),
        ("?state=ignored", vec![]),
        ("?product=", vec![2, 1]),
        ("?product=Paint", vec![]),
        ("?version=1&platform=linux", vec![]),
        ("?first_seen_after=2026-01-03T00:00:00Z", vec![2]),
        ("?last_seen_after=2026-01-04T00:00:00Z", vec![]),
        ("?limit=1", vec![2]),
        ("?other=1", vec![2, 1]),
    ] {
        let rows = list(&app, &user, query).await;
        let found: Vec<_> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
        assert_eq!(found, ids, "{query}");
    }
    let first = get(&app, &user, "/api/signatures/?limit=1&state=open").await;
    let link = first.header("link");
    let next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0;
    let last = get(&app, &user, next).await;
    assert_eq!(last.assert_status(200).json()[0]["id"], 1);
    let query = next.split_once('?').unwrap().1;
    let other = format!("/api/signatures/?ordering=crashes&{query}");
    get(&app, &user, &other).await.assert_fields(&json!({
        "cursor": ["This cursor is of a list in another ordering."],
    }));
}

#[tokio::test]
async fn every_bad_parameter_is_named() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let path = "/api/signatures/?state=x&first_seen_after=now&last_seen_after=0&ordering=x&limit=0";
    get(&app, &user, path).await.assert_fields(&json!({
        "state": ["Must be one of open, resolved, ignored."],
        "first_seen_after": ["Must be a moment in ISO 8601 with a zone, such as 2026-01-31T12:00:00Z."],
        "last_seen_after": ["Must be a moment in ISO 8601 with a zone, such as 2026-01-31T12:00:00Z."],
        "ordering": ["Must be one of -last_seen, last_seen, -first_seen, first_seen, -crashes, crashes, signature, -signature."],
        "limit": ["Must be a whole number from 1 to 1000."],
    }));
    let cursor = json!({ "cursor": ["Must be the cursor of a page's Link header."] });
    let answer = get(&app, &user, "/api/signatures/?cursor=x").await;
    answer.assert_fields(&cursor);
    let answer = get(&app, &user, "/api/dumps/?signature=&state=x").await;
    answer.assert_fields(&json!({
        "signature": ["Must be the number of a signature, or its text."],
        "state": ["Must be one of open, resolved, ignored."],
    }));
}

#[tokio::test]
async fn a_resolved_signature_opens_again_with_a_later_crash() {
    let (app, user) = start().await;
    crash(&app, &user, SEGV, "").await;
    let change = json!({ "state": "resolved", "note": "see 17" });
    let resolved = patch(&app, &user, "/api/signatures/1/", change).await;
    let resolved = resolved.assert_status(200).json();
    assert_eq!(resolved["state"], "resolved");
    assert_eq!(resolved["resolved_in"], Value::Null);
    assert_eq!(resolved["note"], "see 17");
    let by = json!({ "kind": "user", "name": "user@example.com" });
    assert_eq!(resolved["state_changed_by"], by);
    // The crash that is known opens nothing, however often it is processed.
    app.clock.advance(TimeDelta::seconds(1));
    let again = app.post("/api/dumps/1/reprocess/").bearer_auth(&user);
    again.answer().await.assert_status(202);
    loop {
        let processing = get(&app, &user, "/api/dumps/1/processing/").await.json();
        if processing["state"] == "done" {
            break;
        }
        tokio::task::yield_now().await;
    }
    let group = get(&app, &user, "/api/signatures/1/").await.json();
    assert_eq!(group["state"], "resolved");
    crash(&app, &user, SEGV, "").await;
    let group = get(&app, &user, "/api/signatures/1/").await.json();
    assert_eq!(group["state"], "open");
    assert_eq!(group["regressed_in"], "");
    assert_eq!(group["state_changed_by"], json!({ "kind": "server" }));
    assert_eq!(group["note"], "see 17");
    // A crash without a version does not disprove one.
    app.clock.advance(TimeDelta::seconds(1));
    let form = [("state", "resolved"), ("resolved_in", "1.1")];
    let request = app.request(Method::PATCH, "/api/signatures/1/");
    let group = request.bearer_auth(&user).form(&form).answer().await;
    let group = group.assert_status(200).json();
    assert_eq!(group["resolved_in"], "1.1");
    assert_eq!(group["regressed_in"], Value::Null);
    app.clock.advance(TimeDelta::seconds(1));
    crash(&app, &user, SEGV, "").await;
    let group = get(&app, &user, "/api/signatures/1/").await.json();
    assert_eq!(
        (&group["state"], &group["crashes"]),
        (&json!("resolved"), &json!(3))
    );
}

#[tokio::test]
async fn every_bad_field_is_named_and_changes_nothing() {
    let (app, user) = start().await;
    crash(&app, &user, SEGV, "").await;
    let before = get(&app, &user, "/api/signatures/1/").await.json();
    for (fields, errors) in [
        (
            json!({ "state": "closed", "note": null }),
            json!({
                "state": ["Must be one of open, resolved, ignored."],
                "note": ["This field may not be null."],
            }),
        ),
        (
            json!({ "state": "open", "resolved_in": "1" }),
            json!({ "resolved_in": ["Only with \"state\": \"resolved\"."] }),
        ),
        (
            json!({ "resolved_in": "1" }),
            json!({ "resolved_in": ["Only with \"state\": \"resolved\"."] }),
        ),
        (
            json!({ "state": "resolved", "resolved_in": ["1"], "note": true }),
            json!({ "resolved_in": ["Not a valid string."], "note": ["Not a valid string."] }),
        ),
        (
            json!({ "state": "resolved", "resolved_in": "1".repeat(256), "note": "a\0" }),
            json!({
                "resolved_in": ["Ensure this field has no more than 255 characters."],
                "note": ["Null characters are not allowed."],
            }),
        ),
        (
            json!({ "note": "x".repeat(10_001) }),
            json!({ "note": ["Ensure this field has no more than 10000 characters."] }),
        ),
    ] {
        let answer = patch(&app, &user, "/api/signatures/1/", fields).await;
        answer.assert_fields(&errors);
    }
    let nothing = patch(&app, &user, "/api/signatures/1/", json!({ "other": 1 })).await;
    assert_eq!(nothing.assert_status(200).json(), before);
    for path in ["/api/signatures/9/", "/api/signatures/9/dumps/"] {
        let answer = get(&app, &user, path).await;
        answer.assert_detail(404, "No Signature matches the given query.");
    }
    let missing = patch(&app, &user, "/api/signatures/9/", json!([])).await;
    missing.assert_detail(404, "No Signature matches the given query.");
    get(&app, &user, "/api/signatures/x/")
        .await
        .assert_detail(404, "Not found.");
    let answer = get(&app, &user, "/api/signatures/1/dumps/?limit=0&cursor=x").await;
    answer.assert_fields(&json!({
        "limit": ["Must be a whole number from 1 to 1000."],
        "cursor": ["Must be the cursor of a page's Link header."],
    }));
}

#[tokio::test]
async fn clients_need_the_scope() {
    let (app, user) = start().await;
    crash(&app, &user, SEGV, "").await;
    for (scope, read, write) in [
        ("upload", 403, 403),
        ("read", 200, 403),
        ("write", 200, 200),
    ] {
        let secret = json!({ "client_secret": app.key(&[scope]).await });
        let token = app.post("/api/auth/client-token/").json(&secret);
        let token = token.answer().await.assert_status(200).json();
        let token = token["access"].as_str().unwrap();
        for path in [SIGNATURES, "/api/signatures/1/", "/api/signatures/1/dumps/"] {
            assert_eq!(get(&app, token, path).await.status, read, "{scope} {path}");
        }
        let answer = patch(&app, token, "/api/signatures/1/", json!({ "note": "a" })).await;
        assert_eq!(answer.status, write, "{scope}");
        let rules = get(&app, token, "/api/signature-rules/").await;
        assert_eq!(rules.status, read, "{scope}");
    }
    for path in [SIGNATURES, "/api/signatures/1/", "/api/signature-rules/"] {
        app.get(path).answer().await.assert_status(401);
    }
}
