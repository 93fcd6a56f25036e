//! `/api/throttle-rules/`, and what becomes of reports by them.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const RULES: &str = "/api/throttle-rules/";
const MINIDUMP: &str = "/api/minidump/";
const REPORT: &str = "d5239940-4679-488b-8844-6f553b415887";

async fn put(app: &TestApp, rules: &Value) -> Answer {
    let token = app.admin().await;
    let request = app.request(Method::PUT, RULES).bearer_auth(token);
    request.json(rules).answer().await
}

async fn rules(app: &TestApp) -> Value {
    let token = app.admin().await;
    let answer = app.get(RULES).bearer_auth(token).answer().await;
    answer.assert_status(200).json()
}

fn report(product: &str, name: &str) -> Form {
    let dump = format!("form-data; name=\"upload_file_minidump\"; filename=\"{name}\"");
    let log = "form-data; name=\"log\"; filename=\"app.log\"";
    // Annotations may come last: a rule has to wait for them.
    Form::new()
        .part(&dump, "MDMP and more")
        .part(log, "line")
        .text("prod", product)
}

async fn send(app: &TestApp, path: &str, form: Form) -> Answer {
    app.form(Method::POST, path, form.finish()).answer().await
}

async fn dumps(app: &TestApp) -> usize {
    let token = app.admin().await;
    let answer = app.get("/api/dumps/").bearer_auth(token).answer().await;
    answer.json().as_array().unwrap().len()
}

#[tokio::test]
async fn rules_are_kept_in_their_order() {
    let app = TestApp::start().await;
    assert_eq!(rules(&app).await, json!([]));
    let sent = json!([
        { "name": "beta", "version": " 2.* ", "share": 50, "key": "" },
        { "name": "flood", "product": "P?int", "key": "7", "per_minute": 60 },
    ]);
    let answer = put(&app, &sent).await;
    let expected = json!([
        {
            "name": "beta", "product": null, "version": "2.*", "key": null, "share": 50,
            "per_minute": null, "discarded": 0, "last_discarded_at": null,
        },
        {
            "name": "flood", "product": "P?int", "version": null, "key": "7", "share": 100,
            "per_minute": 60, "discarded": 0, "last_discarded_at": null,
        },
    ]);
    assert_eq!(answer.assert_status(200).json(), expected);
    assert_eq!(rules(&app).await, expected);
    // What was got can be sent back.
    let mut turned = expected.as_array().unwrap().clone();
    turned.reverse();
    let turned = json!(turned);
    assert_eq!(put(&app, &turned).await.assert_status(200).json(), turned);
    put(&app, &json!([])).await.assert_status(200);
    assert_eq!(rules(&app).await, json!([]));
}

#[tokio::test]
async fn rules_that_cannot_be_are_refused_together() {
    let app = TestApp::start().await;
    put(&app, &json!([{ "name": "a" }]))
        .await
        .assert_status(200);
    let before = rules(&app).await;
    let bad = json!([
        { "name": "a b" },
        { "share": 101, "per_minute": -1 },
        { "name": "c" },
        { "name": "c" },
    ]);
    let errors = put(&app, &bad).await.assert_status(400).json();
    let fields: Vec<_> = errors.as_object().unwrap().keys().cloned().collect();
    let expected = [
        "[0].name",
        "[1].name",
        "[1].share",
        "[1].per_minute",
        "[3].name",
    ];
    assert_eq!(fields, expected);
    let many: Vec<_> = (0..50_000).map(|_| json!({})).collect();
    let errors = put(&app, &json!(many)).await;
    errors.assert_fields(&json!({
        "non_field_errors": ["There may be 100 rules at most. Delete one first."],
    }));
    for bad in [
        json!({}),
        json!("a"),
        json!([1]),
        json!([{ "name": "a", "share": "all" }]),
        json!([{ "name": ["a"] }]),
        json!([{ "name": "a", "prodct": "Paint" }]),
    ] {
        let answer = put(&app, &bad).await;
        let detail = answer.assert_status(400).json()["detail"].to_string();
        assert!(detail.contains("JSON parse error"), "{detail}");
    }
    let token = app.admin().await;
    let request = app.request(Method::PUT, RULES).bearer_auth(&token);
    request.answer().await.assert_status(400);
    let request = app.request(Method::PUT, RULES).bearer_auth(&token);
    let text = request.header("Content-Type", "text/plain").body("[]");
    text.answer().await.assert_status(415);
    assert_eq!(rules(&app).await, before);
}

#[tokio::test]
async fn rules_are_for_staff() {
    let app = TestApp::start().await;
    app.get(RULES).answer().await.assert_status(401);
    let user = app.user().await;
    let key = app.key(&["write"]).await;
    let token = app.post("/api/auth/client-token/");
    let token = token.json(&json!({ "client_secret": key })).answer().await;
    let client = token.json()["access"].as_str().unwrap().to_owned();
    for token in [user, client] {
        let request = app.get(RULES).bearer_auth(&token);
        request.answer().await.assert_status(403);
        let request = app.request(Method::PUT, RULES).bearer_auth(&token);
        request.json(&json!([])).answer().await.assert_status(403);
    }
}

#[tokio::test]
async fn a_discarded_report_is_answered_as_its_client_expects_and_leaves_nothing() {
    let app = TestApp::start().await;
    let none = json!([{ "name": "no-paint", "product": "Paint", "share": 0 }]);
    put(&app, &none).await.assert_status(200);
    let named = || report("Paint", &format!("{REPORT}.dmp"));
    let answer = send(&app, MINIDUMP, named()).await;
    assert_eq!(answer.assert_status(200).text(), "d52399404679488b");
    assert_eq!(answer.header("content-length"), "16");
    let answer = send(&app, "/api/1/minidump/", named()).await;
    assert_eq!(answer.assert_status(200).text(), REPORT);
    let answer = send(&app, "/submit", named()).await;
    assert_eq!(
        answer.assert_status(200).text(),
        "Discarded=rule_no-paint\n"
    );
    let answer = send(&app, "/backtrace/u/t/minidump", named()).await;
    let expected = json!({ "response": "ok", "_rxid": REPORT });
    assert_eq!(answer.assert_status(200).json(), expected);
    // Larger than what is held in memory.
    let large = "form-data; name=\"log\"; filename=\"large.log\"";
    let form = named().part(large, vec![b'x'; 5 * 1024 * 1024]);
    send(&app, MINIDUMP, form).await.assert_status(200);

    app.assert_no_files();
    assert_eq!(dumps(&app).await, 0);
    let rule = &rules(&app).await[0];
    assert_eq!(rule["discarded"], 5);
    assert_eq!(rule["last_discarded_at"], "2026-01-02T03:04:05.678901Z");
    let other = send(&app, MINIDUMP, report("Write", "a.dmp")).await;
    assert_eq!(other.assert_status(200).text(), "0000000000000001");
}

#[tokio::test]
async fn so_many_are_kept_within_a_minute() {
    let app = TestApp::start().await;
    let rules_put = json!([{ "name": "flood", "per_minute": 1 }]);
    put(&app, &rules_put).await.assert_status(200);
    let send_one = async |name: &str| {
        let answer = send(&app, MINIDUMP, report("Paint", name)).await;
        answer.assert_status(200).text().to_owned()
    };
    let again = format!("{REPORT}.dmp");
    assert_eq!(send_one(&again).await, "0000000000000001");
    // One that came before is no news, and takes nobody's place.
    assert_eq!(send_one(&again).await, "0000000000000001");
    assert_eq!(dumps(&app).await, 1);
    send_one("b.dmp").await;
    assert_eq!(dumps(&app).await, 1);
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(send_one(&again).await, "0000000000000001");
    assert_eq!(send_one("c.dmp").await, "0000000000000002");
    send_one("d.dmp").await;
    assert_eq!(dumps(&app).await, 2);
    assert_eq!(rules(&app).await[0]["discarded"], 2);
}

#[tokio::test]
async fn the_same_bytes_of_one_installation_are_answered_as_the_first_time() {
    let app = TestApp::start().await;
    let form = || report("Paint", "a.dmp").text("guid", "one");
    let first = send(&app, MINIDUMP, form()).await;
    put(&app, &json!([{ "name": "none", "share": 0 }])).await;
    let again = send(&app, MINIDUMP, form()).await;
    assert_eq!(again.text(), first.text());
    assert_eq!(rules(&app).await[0]["discarded"], 0);
    let other = report("Paint", "a.dmp").text("guid", "two");
    let other = send(&app, MINIDUMP, other).await;
    assert_ne!(other.text(), first.text());
    assert_eq!(rules(&app).await[0]["discarded"], 1);
    assert_eq!(app.files().len(), 2);
}

#[tokio::test]
async fn a_rule_may_be_about_a_key() {
    let app = TestApp::start().await;
    let key = app.key(&["upload"]).await;
    let rules = json!([{ "name": "nightly", "key": "upload", "share": 0 }]);
    put(&app, &rules).await.assert_status(200);
    let keyed = format!("{MINIDUMP}?key={key}");
    send(&app, &keyed, report("Paint", "a.dmp"))
        .await
        .assert_status(200);
    app.assert_no_files();
    let keyless = send(&app, MINIDUMP, report("Paint", "a.dmp")).await;
    assert_eq!(keyless.text(), "0000000000000001");
}

#[tokio::test]
async fn counts_outlive_the_server() {
    let mut app = TestApp::start().await;
    put(&app, &json!([{ "name": "none", "share": 0 }])).await;
    for _ in 0..3 {
        send(&app, MINIDUMP, report("Paint", "a.dmp"))
            .await
            .assert_status(200);
    }
    app.stop().await;
    let file = app.state.config.database.file.clone();
    let store = store_sqlite::SqliteStore::open(&file).await.unwrap();
    let rules = store::Repos::throttle_rules(&store).list().await.unwrap();
    assert_eq!(rules[0].discarded, 3);
}
