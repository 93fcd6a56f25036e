//! `Authorization: Bearer`

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp, foreign_token};

async fn list(app: &TestApp, authorization: &str) -> Answer {
    let request = app.get("/api/dumps/");
    request
        .header("Authorization", authorization)
        .answer()
        .await
}

/// A token of the service before this one, with some claims changed; null removes one.
fn token(app: &TestApp, changes: &Value) -> String {
    let now = app.clock.now().timestamp();
    let mut claims = json!({
        "token_type": "access", "exp": now + 60, "iat": now,
        "jti": "c841a58475c1438ab4a7bacdd86d2468", "user_id": "1",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    foreign_token(&claims)
}

#[tokio::test]
async fn no_credentials_are_refused() {
    let app = TestApp::start().await;
    let answer = app.get("/api/dumps/").answer().await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn other_schemes_count_as_no_credentials() {
    let app = TestApp::start().await;
    let token = app.user().await;
    for header in ["", "Basic dTpw", &token, "Bearerx y", "Token x"] {
        let answer = list(&app, header).await;
        answer.assert_detail(401, "Authentication credentials were not provided.");
    }
}

#[tokio::test]
async fn scheme_is_taken_in_any_case() {
    let app = TestApp::start().await;
    let token = app.user().await;
    for scheme in ["Bearer", "bearer", "BEARER  "] {
        list(&app, &format!("{scheme} {token}"))
            .await
            .assert_status(200);
    }
}

#[tokio::test]
async fn header_without_exactly_one_token_is_refused() {
    let app = TestApp::start().await;
    for header in ["Bearer", "Bearer ", "Bearer a b"] {
        let answer = list(&app, header).await;
        answer.assert_status(401);
        assert_eq!(
            answer.json()["code"],
            "bad_authorization_header",
            "{header}"
        );
    }
}

#[tokio::test]
async fn token_of_the_service_before_is_honoured() {
    let app = TestApp::start().await;
    app.user().await;
    for changes in [
        json!({}),
        json!({ "user_id": 1 }),
        json!({ "iat": null }),
        json!({ "jti": "another form of name" }),
        json!({ "is_staff": true, "roles": ["x"] }),
    ] {
        let token = token(&app, &changes);
        list(&app, &format!("Bearer {token}"))
            .await
            .assert_status(200);
    }
}

#[tokio::test]
async fn token_that_is_not_to_be_believed_says_why() {
    let app = TestApp::start().await;
    app.user().await;
    let now = app.clock.now().timestamp();
    for (changes, message) in [
        (json!({ "exp": now }), "Token is expired"),
        (json!({ "exp": null }), "Token has no 'exp' claim"),
        (json!({ "exp": "9999999999" }), "Token is invalid"),
        (json!({ "exp": 1e300 }), "Token is invalid"),
        (json!({ "nbf": now + 10 }), "Token is invalid"),
        (json!({ "iat": now + 10 }), "Token is invalid"),
        (json!({ "jti": null }), "Token has no id"),
        (json!({ "token_type": null }), "Token has no type"),
        (json!({ "token_type": "refresh" }), "Token has wrong type"),
        (json!({ "token_type": "browser" }), "Token has wrong type"),
    ] {
        let answer = list(&app, &format!("Bearer {}", token(&app, &changes))).await;
        answer.assert_status(401);
        assert_eq!(answer.json()["code"], "token_not_valid", "{changes}");
        assert_eq!(
            answer.json()["messages"][0]["message"],
            message,
            "{changes}"
        );
    }
}

#[tokio::test]
async fn token_of_nobody_is_refused() {
    let app = TestApp::start().await;
    for (user_id, code) in [
        (json!("7"), "user_not_found"),
        (json!("-1"), "user_not_found"),
        (json!("seven"), "token_not_valid"),
        (json!(1.5), "token_not_valid"),
        (json!([1]), "token_not_valid"),
        (Value::Null, "token_not_valid"),
    ] {
        let token = token(&app, &json!({ "user_id": user_id }));
        let answer = list(&app, &format!("Bearer {token}")).await;
        answer.assert_status(401);
        assert_eq!(answer.json()["code"], code, "{user_id}");
    }
}

#[tokio::test]
async fn bad_token_is_refused_where_none_is_needed_and_stores_nothing() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.clock.advance(TimeDelta::minutes(15));
    let form = Form::new().file("a.dmp", "content").finish();
    let upload = app.form(Method::POST, "/api/dumps/", form);
    let answer = upload.bearer_auth(token).answer().await;
    assert_json_snapshot!(answer.whole());
    app.assert_no_files();
}

#[tokio::test]
async fn promotion_takes_effect_on_tokens_that_are_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = app.user().await;
    let users = || app.get("/api/users/").bearer_auth(&user);
    users().answer().await.assert_status(403);
    for (is_staff, status) in [(true, 200), (false, 403)] {
        let change = app
            .request(Method::PATCH, "/api/users/2/")
            .bearer_auth(&admin);
        let change = change.json(&json!({ "is_staff": is_staff }));
        change.answer().await.assert_status(200);
        users().answer().await.assert_status(status);
    }
}

#[tokio::test]
async fn deleted_account_ends_its_tokens() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = app.user().await;
    let delete = app
        .request(Method::DELETE, "/api/users/2/")
        .bearer_auth(&admin);
    delete.answer().await.assert_status(204);
    let answer = list(&app, &format!("Bearer {user}")).await;
    answer.assert_status(401);
    assert_eq!(answer.json()["code"], "user_not_found");
    // The number is not given again, so the old token cannot become somebody else's.
    assert_eq!(app.register("new@example.com").await["id"], 3);
}

/// The wire contract shows the keys in an order.
#[tokio::test]
async fn keys_of_a_refusal_come_in_their_order() {
    let app = TestApp::start().await;
    let request = app.request(Method::GET, "/api/dumps/");
    let answer = request.bearer_auth("garbage").answer().await;
    let text = answer.text();
    let positions = [
        "detail",
        "code",
        "messages",
        "token_class",
        "token_type",
        "message\":",
    ]
    .map(|key| text.find(&format!("\"{key}")).expect(key));
    assert!(positions.is_sorted(), "{text}");
}
