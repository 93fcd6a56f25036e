//! Bodies that hold fields alone: JSON and its oddities, and forms.

use serde_json::json;

use crate::support::{Answer, BOUNDARY, Form, IntoAnswer, PASSWORD, TestApp};

const REGISTER: &str = "/api/auth/register/";
const LOGIN: &str = "/api/auth/login/";

async fn post(
    app: &TestApp,
    path: &str,
    media_type: &str,
    body: impl Into<reqwest::Body>,
) -> Answer {
    let request = app.post(path).header("Content-Type", media_type);
    request.body(body).answer().await
}

async fn register(app: &TestApp, body: impl Into<reqwest::Body>) -> Answer {
    post(app, REGISTER, "application/json", body).await
}

#[tokio::test]
async fn what_is_no_json_is_rejected() {
    let app = TestApp::start().await;
    for body in [
        &b"{"[..],
        b"{\"email\": }",
        b"{\"email\": \"a\",}",
        b"[1, 2,]",
        b"{\"a\": 1} x",
        b"{} {}",
        b"NaN",
        b"{\"email\": NaN}",
        b"{\"email\": Infinity}",
        b"{\"email\": -Infinity}",
        b"\xef\xbb\xbf{}",
        b"{\"email\": \"\xff\"}",
        b"{\"email\": \"a\nb\"}",
        b"{'email': 'a'}",
        b"{email: 1}",
        b"// x\n{}",
        b"{\"email\": \"\\ud800\"}",
        b"{\"email\": \"\\udc00x\"}",
        b"{\"email\": 01}",
        b"{\"email\": \"\\x41\"}",
        b" ",
    ] {
        let answer = register(&app, body).await;
        answer.assert_status(400);
        let detail = answer.detail();
        assert!(
            detail.starts_with("JSON parse error - "),
            "{body:?}: {detail}"
        );
    }
}

#[tokio::test]
async fn deeply_nested_json_is_rejected() {
    let app = TestApp::start().await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"email\":[", "]}")] {
        let body = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        register(&app, body).await.assert_status(400);
    }
    let nested = "[".repeat(100_000) + &"]".repeat(100_000);
    let body = format!("{{\"other\": {nested}}}");
    register(&app, body).await.assert_status(400);
}

#[tokio::test]
async fn json_that_is_no_object_says_what_it_is() {
    let app = TestApp::start().await;
    for (body, message) in [
        ("[]", "Invalid data. Expected a dictionary, but got list."),
        ("\"x\"", "Invalid data. Expected a dictionary, but got str."),
        ("7", "Invalid data. Expected a dictionary, but got int."),
        ("-7", "Invalid data. Expected a dictionary, but got int."),
        ("1.5", "Invalid data. Expected a dictionary, but got float."),
        ("true", "Invalid data. Expected a dictionary, but got bool."),
        ("null", "No data provided"),
    ] {
        let answer = register(&app, body).await;
        answer.assert_fields(&json!({ "non_field_errors": [message] }));
    }
}

#[tokio::test]
async fn last_of_a_repeated_key_counts() {
    let app = TestApp::start().await;
    let body = format!(
        r#"{{"email": "first@example.com", "password": 1, "other": [],
             "email": "last@example.com", "password": "{PASSWORD}"}}"#
    );
    let answer = register(&app, body).await;
    assert_eq!(
        answer.assert_status(201).json()["email"],
        "last@example.com"
    );
}

#[tokio::test]
async fn number_is_taken_as_its_text() {
    let app = TestApp::start().await;
    let account = json!({ "email": "user@example.com", "password": 9_182_736_455_i64 });
    let answer = register(&app, account.to_string()).await;
    let message = "This password is entirely numeric.";
    answer.assert_fields(&json!({ "password": [message] }));
    let account = json!({ "email": "user@example.com", "password": -918_273.625 });
    register(&app, account.to_string()).await.assert_status(201);
    let login = json!({ "email": "user@example.com", "password": "-918273.625" });
    let answer = post(&app, LOGIN, "application/json", login.to_string()).await;
    answer.assert_status(200);
}

#[tokio::test]
async fn value_that_is_no_text_is_rejected() {
    let app = TestApp::start().await;
    for (value, message) in [
        (json!(true), "Not a valid string."),
        (json!([]), "Not a valid string."),
        (json!(["a@example.com"]), "Not a valid string."),
        (json!({ "a": "b" }), "Not a valid string."),
        (json!(null), "This field may not be null."),
        (json!(""), "This field may not be blank."),
        (json!(" \u{3000}\n"), "This field may not be blank."),
    ] {
        let account = json!({ "email": value, "password": PASSWORD });
        let answer = register(&app, account.to_string()).await;
        answer.assert_fields(&json!({ "email": [message] }));
    }
}

#[tokio::test]
async fn nul_is_not_allowed() {
    let app = TestApp::start().await;
    let body = json!({ "email": "a@example.com", "password": format!("{PASSWORD}\0") });
    for path in [REGISTER, LOGIN] {
        let answer = post(&app, path, "application/json", body.to_string()).await;
        answer.assert_fields(&json!({ "password": ["Null characters are not allowed."] }));
    }
}

#[tokio::test]
async fn urlencoded_fields_are_taken() {
    let app = TestApp::start().await;
    let fields = [("email", "user@example.com"), ("password", PASSWORD)];
    app.post(REGISTER)
        .form(&fields)
        .answer()
        .await
        .assert_status(201);
    app.post(LOGIN)
        .form(&fields)
        .answer()
        .await
        .assert_status(200);
}

#[tokio::test]
async fn multipart_fields_are_taken() {
    let app = TestApp::start().await;
    let form = || {
        Form::new()
            .text("email", "user@example.com")
            .text("password", PASSWORD)
    };
    let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
    for (path, status) in [(REGISTER, 201), (LOGIN, 200)] {
        let answer = post(&app, path, &media_type, form().finish()).await;
        answer.assert_status(status);
    }
    let file = Form::new().part(
        "form-data; name=\"email\"; filename=\"x\"",
        "user@example.com",
    );
    let answer = post(
        &app,
        LOGIN,
        &media_type,
        file.text("password", "x").finish(),
    )
    .await;
    answer.assert_fields(&json!({ "email": ["Not a valid string."] }));
}

#[tokio::test]
async fn empty_body_is_no_fields_whatever_its_type() {
    let app = TestApp::start().await;
    let required = json!({
        "email": ["This field is required."], "password": ["This field is required."],
    });
    app.post(LOGIN).answer().await.assert_fields(&required);
    for media_type in ["application/json", "text/plain", "multipart/form-data", ""] {
        post(&app, LOGIN, media_type, "")
            .await
            .assert_fields(&required);
    }
}

#[tokio::test]
async fn body_above_the_limit_is_too_large() {
    let app = TestApp::start().await;
    let text = "x".repeat(2_621_441);
    for (media_type, body) in [
        ("application/json", json!({ "email": text }).to_string()),
        ("application/x-www-form-urlencoded", format!("email={text}")),
    ] {
        let answer = post(&app, LOGIN, media_type, body).await;
        answer.assert_detail(413, "The fields of this request are larger than 2.5 MiB.");
    }
}

#[tokio::test]
async fn body_with_too_many_fields_is_rejected() {
    let app = TestApp::start().await;
    let names: Vec<String> = (0..=1_000).map(|number| format!("f{number}")).collect();
    let pairs = names.join("=&");
    let object: serde_json::Map<_, _> = names.iter().map(|name| (name.clone(), json!(1))).collect();
    let form = names
        .iter()
        .fold(Form::new(), |form, name| form.text(name, ""));
    let multipart = format!("multipart/form-data; boundary={BOUNDARY}");
    for (media_type, body) in [
        ("application/x-www-form-urlencoded", pairs.into_bytes()),
        ("application/json", serde_json::to_vec(&object).unwrap()),
        (multipart.as_str(), form.finish()),
    ] {
        let answer = post(&app, LOGIN, media_type, body).await;
        answer.assert_status(400);
        assert!(
            answer.detail().contains("more fields"),
            "{media_type}: {answer:?}"
        );
    }
}
