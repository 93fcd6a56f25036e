//! `/api/users/`

use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ADMIN, Answer, IntoAnswer, PASSWORD, TestApp};

const LAST: &str = "This is the last active administrator. Make another user staff first.";

async fn send(app: &TestApp, token: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = app.request(method, path).bearer_auth(token);
    request.json(&body).answer().await
}

async fn create(app: &TestApp, admin: &str, email: &str, is_staff: bool) -> Value {
    let account = json!({ "email": email, "password": PASSWORD, "is_staff": is_staff });
    let answer = send(app, admin, Method::POST, "/api/users/", account).await;
    answer.assert_status(201).json()
}

async fn get(app: &TestApp, admin: &str, id: i64) -> Value {
    let request = app.get(&format!("/api/users/{id}/")).bearer_auth(admin);
    request.answer().await.assert_status(200).json()
}

#[tokio::test]
async fn staff_make_accounts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let account = json!({ "email": "new@Example.com", "password": PASSWORD, "id": 9 });
    let answer = send(&app, &admin, Method::POST, "/api/users/", account).await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn staff_see_every_account() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.user().await;
    app.machine().await;
    let answer = app.get("/api/users/").bearer_auth(&admin).answer().await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn everybody_else_is_forbidden() {
    let app = TestApp::start().await;
    for token in [app.user().await, app.machine().await] {
        let answer = app.get("/api/users/").bearer_auth(token).answer().await;
        answer.assert_detail(403, "You do not have permission to perform this action.");
    }
}

#[tokio::test]
async fn replacement_sets_every_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "old@example.com", false).await;
    let account = json!({
        "email": "new@example.com", "password": "An0ther-Pass!", "is_active": false, "is_staff": true,
    });
    let answer = send(&app, &admin, Method::PUT, "/api/users/2/", account).await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn replacement_without_flags_keeps_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "a@example.com", true).await;
    let account = json!({ "email": "a@example.com", "password": PASSWORD });
    let answer = send(&app, &admin, Method::PUT, "/api/users/2/", account.clone()).await;
    assert_eq!(answer.json()["is_staff"], true);
    let request = app
        .request(Method::PUT, "/api/users/2/")
        .bearer_auth(&admin);
    let answer = request.form(&account).answer().await;
    assert_eq!(answer.assert_status(200).json()["is_active"], true);
}

#[tokio::test]
async fn replacement_without_credentials_is_rejected() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let answer = send(
        &app,
        &admin,
        Method::PUT,
        "/api/users/1/",
        json!({ "is_staff": true }),
    )
    .await;
    answer.assert_fields(&json!({
        "email": ["This field is required."], "password": ["This field is required."],
    }));
}

#[tokio::test]
async fn change_keeps_what_it_leaves_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = create(&app, &admin, "a@example.com", false).await;
    for changes in [
        json!({}),
        json!({ "email": "a@EXAMPLE.com" }),
        json!({ "other": 1 }),
    ] {
        let answer = send(&app, &admin, Method::PATCH, "/api/users/2/", changes).await;
        assert_eq!(answer.assert_status(200).json(), user);
    }
    let empty = app
        .request(Method::PATCH, "/api/users/2/")
        .bearer_auth(&admin);
    assert_eq!(empty.answer().await.assert_status(200).json(), user);
}

#[tokio::test]
async fn bad_change_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = create(&app, &admin, "a@example.com", false).await;
    let changes = json!({
        "email": ADMIN, "password": "123", "is_active": null, "is_staff": "yes",
    });
    let answer = send(&app, &admin, Method::PATCH, "/api/users/2/", changes).await;
    assert_json_snapshot!(answer.whole());
    assert_eq!(get(&app, &admin, 2).await, user);
}

#[tokio::test]
async fn flags_are_booleans() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "a@example.com", false).await;
    for value in [
        json!(1),
        json!(0),
        json!("true"),
        json!("on"),
        json!([]),
        json!({}),
        json!(""),
    ] {
        let changes = json!({ "is_staff": value });
        let answer = send(&app, &admin, Method::PATCH, "/api/users/2/", changes).await;
        answer.assert_fields(&json!({ "is_staff": ["Must be a valid boolean."] }));
    }
    for (text, is_staff) in [("true", true), ("false", false)] {
        let request = app
            .request(Method::PATCH, "/api/users/2/")
            .bearer_auth(&admin);
        let answer = request.form(&[("is_staff", text)]).answer().await;
        assert_eq!(answer.json()["is_staff"], is_staff);
    }
}

#[tokio::test]
async fn deletion_removes_the_account_and_keeps_dumps() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "a@example.com", false).await;
    app.upload("a.dmp", "content", "").await;
    let delete = || send(&app, &admin, Method::DELETE, "/api/users/2/", json!({}));
    let answer = delete().await;
    answer.assert_status(204);
    assert_eq!(
        (
            answer.header("content-length"),
            answer.header("content-type")
        ),
        ("", "")
    );
    delete()
        .await
        .assert_detail(404, "No User matches the given query.");
    let dump = app.get("/api/dumps/1/").bearer_auth(&admin);
    dump.answer().await.assert_status(200);
}

#[tokio::test]
async fn last_administrator_can_not_step_down() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // Neither an administrator who is inactive nor a user counts.
    create(&app, &admin, "a@example.com", true).await;
    let inactive = json!({ "is_active": false });
    let answer = send(
        &app,
        &admin,
        Method::PATCH,
        "/api/users/2/",
        inactive.clone(),
    )
    .await;
    answer.assert_status(200);
    create(&app, &admin, "b@example.com", false).await;

    let demoted = json!({ "email": ADMIN, "password": PASSWORD, "is_staff": false });
    for (method, body) in [
        (Method::DELETE, json!({})),
        (Method::PATCH, inactive),
        (Method::PATCH, json!({ "is_staff": false })),
        (Method::PUT, demoted),
    ] {
        let answer = send(&app, &admin, method, "/api/users/1/", body).await;
        answer.assert_detail(409, LAST);
    }
    assert_eq!(get(&app, &admin, 1).await["is_staff"], true);
}

#[tokio::test]
async fn administrator_who_is_not_the_last_may_delete_themselves() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "other@example.com", true).await;
    let answer = send(&app, &admin, Method::DELETE, "/api/users/1/", json!({})).await;
    answer.assert_status(204);
}

#[tokio::test]
async fn of_two_administrators_stepping_down_at_once_one_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    create(&app, &admin, "other@example.com", true).await;
    let step_down = |id| {
        let path = format!("/api/users/{id}/");
        let request = app.request(Method::PATCH, &path).bearer_auth(&admin);
        request.json(&json!({ "is_active": false })).answer()
    };
    let (one, other) = tokio::join!(step_down(1), step_down(2));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    // The second may already be asked by somebody who is no longer active.
    assert!(matches!(statuses, [200, 401 | 409]), "{statuses:?}");
    let mut logins = 0;
    for email in [ADMIN, "other@example.com"] {
        let credentials = json!({ "email": email, "password": PASSWORD });
        let login = app.post("/api/auth/login/").json(&credentials);
        logins += usize::from(login.answer().await.status.is_success());
    }
    assert_eq!(logins, 1);
}
