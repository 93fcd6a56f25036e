//! `/api/auth/`

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ADMIN, Answer, IntoAnswer, MACHINE_SECRET, PASSWORD, TestApp, foreign_token};

const REGISTER: &str = "/api/auth/register/";
const LOGIN: &str = "/api/auth/login/";
const REFRESH: &str = "/api/auth/refresh/";
const CLIENT_TOKEN: &str = "/api/auth/client-token/";
const USER: &str = "user@example.com";

const NO_ACCOUNT: &str = "No active account found with the given credentials";

async fn post(app: &TestApp, path: &str, body: Value) -> Answer {
    app.post(path).json(&body).answer().await
}

async fn refresh(app: &TestApp, token: &Value) -> Answer {
    post(app, REFRESH, json!({ "refresh": token })).await
}

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    post(app, LOGIN, json!({ "email": email, "password": password })).await
}

/// The id of the account that [`TestApp::register`] made, as staff see it.
async fn change_user(app: &TestApp, admin: &str, id: &Value, changes: Value) {
    let request = app.request(Method::PATCH, &format!("/api/users/{id}/"));
    let answer = request.bearer_auth(admin).json(&changes).answer().await;
    answer.assert_status(200);
}

#[tokio::test]
async fn registration_makes_an_account() {
    let app = TestApp::start().await;
    let account = json!({ "email": "user@Example.com", "password": PASSWORD, "is_staff": true });
    let answer = post(&app, REGISTER, account).await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn registration_without_fields_names_both() {
    let app = TestApp::start().await;
    let answer = post(&app, REGISTER, json!({})).await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn registration_of_an_address_in_use_is_rejected() {
    let app = TestApp::start().await;
    app.register(USER).await;
    let again = json!({ "email": "user@EXAMPLE.com", "password": PASSWORD });
    let answer = post(&app, REGISTER, again).await;
    answer.assert_fields(&json!({ "email": ["user with this email already exists."] }));
}

#[tokio::test]
async fn registration_that_is_switched_off_is_forbidden() {
    let app = TestApp::with_config("[auth]\nallow_registration = false").await;
    let account = json!({ "email": USER, "password": PASSWORD });
    let answer = post(&app, REGISTER, account).await;
    assert_json_snapshot!(answer.whole());
    let admin = app.admin().await;
    let users = app.get("/api/users/").bearer_auth(admin).answer().await;
    assert_eq!(users.json().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn registration_with_a_bad_bearer_token_is_rejected() {
    let app = TestApp::start().await;
    let account = json!({ "email": USER, "password": PASSWORD });
    let request = app.post(REGISTER).bearer_auth("x").json(&account);
    request.answer().await.assert_status(401);
}

#[tokio::test]
async fn login_gives_both_tokens() {
    let app = TestApp::start().await;
    app.register(USER).await;
    let answer = login(&app, " user@EXAMPLE.com ", &format!("\t{PASSWORD}\n")).await;
    assert_json_snapshot!(answer.whole(), {
        ".body.*" => "[token]",
        ".headers[\"content-length\"]" => "[length]",
    });
}

#[tokio::test]
async fn login_is_refused_alike_whatever_is_wrong() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = app.register("gone@example.com").await["id"].clone();
    change_user(&app, &admin, &id, json!({ "is_active": false })).await;
    for (email, password) in [
        (ADMIN, "wrong"),
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        ("gone@example.com", PASSWORD),
    ] {
        let answer = login(&app, email, password).await;
        answer.assert_detail(401, NO_ACCOUNT);
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"api\"");
    }
}

#[tokio::test]
async fn login_without_fields_names_both() {
    let app = TestApp::start().await;
    let blank = post(&app, LOGIN, json!({ "email": " ", "password": null })).await;
    blank.assert_fields(&json!({
        "email": ["This field may not be blank."],
        "password": ["This field may not be null."],
    }));
}

#[tokio::test]
async fn login_and_refresh_do_not_look_at_the_bearer_token() {
    let app = TestApp::start().await;
    app.register(USER).await;
    let tokens = app.login(USER).await;
    let credentials = json!({ "email": USER, "password": PASSWORD });
    for (path, body) in [
        (LOGIN, credentials),
        (REFRESH, json!({ "refresh": tokens["refresh"] })),
    ] {
        let request = app.post(path).header("Authorization", "Bearer a b");
        request.json(&body).answer().await.assert_status(200);
    }
}

#[tokio::test]
async fn machine_account_cannot_log_in() {
    let app = TestApp::start().await;
    app.machine().await;
    for password in ["", "!", MACHINE_SECRET] {
        let answer = login(&app, "machine@example.com", password).await;
        assert!(!answer.status.is_success(), "{password}");
    }
}

#[tokio::test]
async fn a_reactivated_account_works_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = app.register(USER).await["id"].clone();
    let tokens = app.login(USER).await;
    let access = tokens["access"].as_str().unwrap();

    change_user(&app, &admin, &id, json!({ "is_active": false })).await;
    let inactive = app.get("/api/dumps/").bearer_auth(access).answer().await;
    inactive.assert_status(401);
    assert_eq!(inactive.json()["code"], "user_inactive");
    let refused = refresh(&app, &tokens["refresh"]).await;
    refused.assert_detail(401, "No active account found for the given token.");

    change_user(&app, &admin, &id, json!({ "is_active": true })).await;
    login(&app, USER, PASSWORD).await.assert_status(200);
    let request = app.get("/api/dumps/").bearer_auth(access);
    request.answer().await.assert_status(200);
}

#[tokio::test]
async fn refresh_token_is_good_again_and_again_until_it_expires() {
    let app = TestApp::start().await;
    app.register(USER).await;
    let token = app.login(USER).await["refresh"].clone();
    app.clock
        .advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    let first = refresh(&app, &token).await.assert_status(200).json();
    let second = refresh(&app, &token).await.assert_status(200).json();
    assert_ne!(first["access"], second["access"]);
    app.clock.advance(TimeDelta::seconds(1));
    let expired = refresh(&app, &token).await;
    expired.assert_status(401);
    assert_eq!(
        expired.json(),
        json!({ "detail": "Token is expired", "code": "token_not_valid" })
    );
}

#[tokio::test]
async fn refresh_refuses_what_is_no_refresh_token() {
    let app = TestApp::start().await;
    app.register(USER).await;
    let access = app.login(USER).await["access"].clone();
    for (token, detail) in [
        (access, "Token has wrong type"),
        (json!("garbage"), "Token is invalid"),
        (json!("a.b.c"), "Token is invalid"),
    ] {
        let answer = refresh(&app, &token).await;
        answer.assert_status(401);
        let expected = json!({ "detail": detail, "code": "token_not_valid" });
        assert_eq!(answer.json(), expected);
    }
}

#[tokio::test]
async fn refresh_token_of_the_service_before_is_honoured() {
    let app = TestApp::start().await;
    let id = app.register(USER).await["id"].clone();
    let now = app.clock.now().timestamp();
    let claims = json!({
        "token_type": "refresh", "exp": now + 60, "iat": now - 60,
        "jti": "c841a58475c1438ab4a7bacdd86d2468", "user_id": id.to_string(),
    });
    let token = json!(foreign_token(&claims));
    let access = refresh(&app, &token).await.assert_status(200).json();
    let request = app
        .get("/api/dumps/")
        .bearer_auth(access["access"].as_str().unwrap());
    request.answer().await.assert_status(200);
}

#[tokio::test]
async fn new_password_ends_refresh_tokens_but_not_access_tokens() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = app.register(USER).await["id"].clone();
    let tokens = app.login(USER).await;
    let now = app.clock.now().timestamp();
    let foreign = foreign_token(&json!({
        "token_type": "refresh", "exp": now + 3600, "iat": now, "jti": "x", "user_id": id,
    }));
    change_user(&app, &admin, &id, json!({ "password": "An0ther-Pass!" })).await;

    for token in [&tokens["refresh"], &json!(foreign)] {
        let ended = refresh(&app, token).await;
        ended.assert_status(401);
        assert_eq!(ended.json()["detail"], "Token is invalid");
    }
    let access = tokens["access"].as_str().unwrap();
    let request = app.get("/api/dumps/").bearer_auth(access);
    request.answer().await.assert_status(200);
    app.clock.advance(TimeDelta::minutes(15));
    let expired = app.get("/api/dumps/").bearer_auth(access).answer().await;
    assert_eq!(expired.json()["messages"][0]["message"], "Token is expired");
}

#[tokio::test]
async fn new_password_keeps_the_session_that_made_the_change() {
    let app = TestApp::start().await;
    app.admin().await;
    let elsewhere = app.login(ADMIN).await;
    let here = app.login(ADMIN).await;
    let admin = here["access"].as_str().unwrap();
    change_user(
        &app,
        admin,
        &json!(1),
        json!({ "password": "An0ther-Pass!" }),
    )
    .await;
    refresh(&app, &here["refresh"]).await.assert_status(200);
    refresh(&app, &elsewhere["refresh"])
        .await
        .assert_status(401);
}

#[tokio::test]
async fn client_token_uploads_and_lasts_five_minutes() {
    let app = TestApp::start().await;
    let token = app.machine().await;
    let list = || app.get("/api/dumps/").bearer_auth(&token);
    list().answer().await.assert_status(200);
    app.clock.advance(TimeDelta::minutes(5));
    list().answer().await.assert_status(401);
}

#[tokio::test]
async fn wrong_client_secret_is_refused() {
    let app = TestApp::start().await;
    for secret in ["wrong", "the-machine-secret-of-the-tests "] {
        let answer = post(&app, CLIENT_TOKEN, json!({ "client_secret": secret })).await;
        answer.assert_detail(401, "Invalid client secret.");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"api\"");
    }
}

#[tokio::test]
async fn disabled_machine_account_gets_no_token() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.machine().await;
    change_user(&app, &admin, &json!(2), json!({ "is_active": false })).await;
    let answer = post(
        &app,
        CLIENT_TOKEN,
        json!({ "client_secret": MACHINE_SECRET }),
    )
    .await;
    answer.assert_detail(401, "Machine account is disabled.");
}

/// A secret that programs carry must not open what is for administrators.
#[tokio::test]
async fn machine_account_that_is_staff_gets_no_token() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.machine().await;
    change_user(&app, &admin, &json!(2), json!({ "is_staff": true })).await;
    let secret = json!({ "client_secret": MACHINE_SECRET });
    let answer = post(&app, CLIENT_TOKEN, secret).await;
    answer.assert_detail(401, "Machine account is disabled.");
}

#[tokio::test]
async fn deleted_machine_account_is_made_anew() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let old = app.machine().await;
    let request = app.request(Method::DELETE, "/api/users/2/");
    request
        .bearer_auth(&admin)
        .answer()
        .await
        .assert_status(204);
    let new = app.machine().await;
    let list = |token: &str| app.get("/api/dumps/").bearer_auth(token);
    assert_eq!(list(&old).answer().await.json()["code"], "user_not_found");
    list(&new).answer().await.assert_status(200);
}

#[tokio::test]
async fn guessing_a_password_is_throttled_for_a_minute() {
    let app = TestApp::with_config("[auth]\nlogin_attempts_per_minute = 2").await;
    app.register(USER).await;
    for _ in 0..2 {
        login(&app, USER, "wrong")
            .await
            .assert_detail(401, NO_ACCOUNT);
    }
    app.clock.advance(TimeDelta::milliseconds(19_500));
    let answer = login(&app, USER, PASSWORD).await;
    assert_json_snapshot!(answer.whole());
    app.clock.advance(TimeDelta::seconds(41));
    login(&app, USER, PASSWORD).await.assert_status(200);
}

#[tokio::test]
async fn logins_that_succeed_are_not_throttled() {
    let app = TestApp::with_config("[auth]\nlogin_attempts_per_minute = 1").await;
    app.register(USER).await;
    for _ in 0..3 {
        login(&app, USER, PASSWORD).await.assert_status(200);
    }
}

#[tokio::test]
async fn guessing_is_throttled_by_account_from_any_address() {
    let app = TestApp::with_config(
        "[auth]\nlogin_attempts_per_minute = 1\n[server]\ntrusted_proxies = 127.0.0.1",
    )
    .await;
    app.register(USER).await;
    let attempt = |address: &'static str, email: &'static str| {
        let credentials = json!({ "email": email, "password": "wrong" });
        let request = app.post(LOGIN).header("X-Forwarded-For", address);
        request.json(&credentials).answer()
    };
    attempt("192.0.2.1", USER).await.assert_status(401);
    attempt("192.0.2.2", USER).await.assert_status(429);
    attempt("192.0.2.1", "other@example.com")
        .await
        .assert_status(429);
    attempt("192.0.2.2", "other@example.com")
        .await
        .assert_status(401);
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_is_not_believed() {
    let app = TestApp::with_config("[auth]\nlogin_attempts_per_minute = 1").await;
    for (address, status) in [("192.0.2.1", 401), ("192.0.2.2", 429)] {
        let secret = json!({ "client_secret": "wrong" });
        let request = app.post(CLIENT_TOKEN).header("X-Forwarded-For", address);
        request.json(&secret).answer().await.assert_status(status);
    }
}

#[tokio::test]
async fn guessing_the_client_secret_is_throttled() {
    let app = TestApp::with_config("[auth]\nlogin_attempts_per_minute = 1").await;
    let wrong = json!({ "client_secret": "wrong" });
    post(&app, CLIENT_TOKEN, wrong.clone())
        .await
        .assert_status(401);
    let answer = post(&app, CLIENT_TOKEN, wrong).await;
    answer.assert_detail(429, "Too many attempts. Try again later.");
    assert_eq!(answer.header("retry-after"), "60");
}
