//! `/api/dumps/`

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Form, IntoAnswer, TestApp};

async fn send(app: &TestApp, token: &str, method: Method, path: &str, form: Form) -> Answer {
    let request = app.form(method, path, form.finish()).bearer_auth(token);
    request.answer().await
}

async fn read(app: &TestApp, token: &str, path: &str) -> Answer {
    app.get(path).bearer_auth(token).answer().await
}

#[tokio::test]
async fn upload_gives_the_dump() {
    let app = TestApp::start().await;
    let form = Form::new().file("app.dmp", "content").label(" v1.2.3 ");
    let request = app.form(Method::POST, "/api/dumps/", form.finish());
    let answer = request.answer().await;
    assert_json_snapshot!(answer.whole(), { ".body.stored_name" => "[uuid]" });
}

#[tokio::test]
async fn upload_lies_where_its_name_says() {
    let app = TestApp::start().await;
    let dump = app.upload("app.dmp", "content", "").await;
    let name = dump["stored_name"].as_str().unwrap();
    let path = app
        .dumps_dir()
        .join(&name[..1])
        .join(&name[1..2])
        .join(name);
    assert_eq!(app.files(), std::slice::from_ref(&path));
    assert_eq!(std::fs::read(path).unwrap(), b"content");
}

#[tokio::test]
async fn upload_without_credentials_can_be_switched_off() {
    let app = TestApp::with_config("[auth]\nanonymous_upload = false").await;
    let form = Form::new().file("app.dmp", "content").finish();
    let anonymous = app.form(Method::POST, "/api/dumps/", form.clone());
    let answer = anonymous.answer().await;
    answer.assert_detail(401, "Authentication credentials were not provided.");
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"api\"");
    let machine = app.machine().await;
    let request = app
        .form(Method::POST, "/api/dumps/", form)
        .bearer_auth(machine);
    request.answer().await.assert_status(201);
}

#[tokio::test]
async fn dump_is_shown_to_any_account() {
    let app = TestApp::start().await;
    let dump = app.upload("app.dmp", "content", "x").await;
    for token in [app.user().await, app.machine().await] {
        let answer = read(&app, &token, "/api/dumps/1/").await;
        answer.assert_status(200);
        assert_eq!(answer.json(), dump);
    }
}

#[tokio::test]
async fn replacement_keeps_number_and_time() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let old = app.upload("old.dmp", "old content", "old").await;
    app.clock.advance(TimeDelta::hours(1));
    let token2 = app.login("user@example.com").await;
    let token2 = token2["access"].as_str().unwrap();
    assert_ne!(token, token2);
    let form = Form::new().file("new.dmp", "new").label("new");
    let answer = send(&app, token2, Method::PUT, "/api/dumps/1/", form).await;
    assert_json_snapshot!(answer.whole(), { ".body.stored_name" => "[uuid]" });
    assert_eq!(answer.json()["time"], old["time"]);
    assert_ne!(answer.json()["stored_name"], old["stored_name"]);
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn replacement_without_label_keeps_the_label() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("a.dmp", "content", "kept").await;
    for method in [Method::PUT, Method::PATCH] {
        let form = Form::new().file("b.dmp", "new");
        let answer = send(&app, &token, method, "/api/dumps/1/", form).await;
        answer.assert_status(200);
        assert_eq!(answer.json()["label"], "kept");
    }
}

#[tokio::test]
async fn replacement_without_file_is_rejected_and_changes_nothing() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let dump = app.upload("a.dmp", "content", "x").await;
    let form = Form::new().label("y");
    let answer = send(&app, &token, Method::PUT, "/api/dumps/1/", form).await;
    answer.assert_fields(&json!({ "file": ["No file was submitted."] }));
    assert_eq!(read(&app, &token, "/api/dumps/1/").await.json(), dump);
}

#[tokio::test]
async fn label_is_changed_alone() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let mut dump = app.upload("a.dmp", "content", "x").await;
    for (label, kept) in [("y", "y"), ("  ", ""), ("a\nb\t", "a\nb")] {
        let form = Form::new().label(label);
        let answer = send(&app, &token, Method::PATCH, "/api/dumps/1/", form).await;
        dump["label"] = json!(kept);
        assert_eq!(answer.assert_status(200).json(), dump);
    }
    let request = app
        .request(Method::PATCH, "/api/dumps/1/")
        .bearer_auth(&token);
    let answer = request.form(&[("label", "z"), ("id", "9")]).answer().await;
    dump["label"] = json!("z");
    assert_eq!(answer.assert_status(200).json(), dump);
}

#[tokio::test]
async fn change_of_nothing_is_no_error() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let dump = app.upload("a.dmp", "content", "x").await;
    for media_type in ["", "application/json", "multipart/form-data"] {
        let request = app
            .request(Method::PATCH, "/api/dumps/1/")
            .bearer_auth(&token);
        let answer = request.header("Content-Type", media_type).answer().await;
        assert_eq!(answer.assert_status(200).json(), dump, "{media_type}");
    }
    let form = Form::new().text("id", "9").text("archived", "true");
    let answer = send(&app, &token, Method::PATCH, "/api/dumps/1/", form).await;
    assert_eq!(answer.assert_status(200).json(), dump);
}

#[tokio::test]
async fn deletion_removes_row_and_file() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("a.dmp", "content", "").await;
    let delete = || {
        app.request(Method::DELETE, "/api/dumps/1/")
            .bearer_auth(&token)
    };
    let answer = delete().answer().await;
    assert_json_snapshot!(answer.whole());
    app.assert_no_files();
    let again = delete().answer().await;
    again.assert_detail(404, "No CrashDump matches the given query.");
    // Its number is not given again.
    assert_eq!(app.upload("b.dmp", "content", "").await["id"], 2);
}

#[tokio::test]
async fn of_two_deletions_at_once_one_finds_nothing() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("a.dmp", "content", "").await;
    let delete = || {
        app.request(Method::DELETE, "/api/dumps/1/")
            .bearer_auth(&token)
    };
    let (one, other) = tokio::join!(delete().answer(), delete().answer());
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404]);
}

#[tokio::test]
async fn replacements_at_once_leave_one_file() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("a.dmp", "content", "").await;
    let replace = |content: &'static str| {
        let form = Form::new().file("b.dmp", content);
        send(&app, &token, Method::PUT, "/api/dumps/1/", form)
    };
    let (one, other) = tokio::join!(replace("one"), replace("other"));
    one.assert_status(200);
    other.assert_status(200);
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn label_in_a_path_may_hold_anything() {
    let app = TestApp::start().await;
    let token = app.user().await;
    for (label, encoded) in [
        ("v1.2.3", "v1.2.3"),
        ("a/b", "a%2Fb"),
        ("a/b", "a/b"),
        ("/", "%2F"),
        ("a//b/", "a//b/"),
        ("a+b", "a+b"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("%2F", "%252F"),
        ("a\nb", "a%0Ab"),
        ("?x#y", "%3Fx%23y"),
        ("download", "download"),
        ("by-label", "by-label"),
        ("1", "1"),
        ("x/download", "x/download"),
        ("a;b=c", "a;b=c"),
        ("{*label}", "%7B*label%7D"),
        ("Ünï 😀", "%C3%9Cn%C3%AF%20%F0%9F%98%80"),
    ] {
        let dump = app.upload("a.dmp", "content", label).await;
        assert_eq!(dump["label"], label);
        let answer = read(&app, &token, &format!("/api/dumps/by-label/{encoded}/")).await;
        let found = answer.assert_status(200).json();
        assert!(
            found.as_array().unwrap().contains(&dump),
            "{label}: {found}"
        );
        let found = found.as_array().unwrap();
        assert!(found.iter().all(|dump| dump["label"] == label), "{label}");
    }
}

#[tokio::test]
async fn label_in_a_path_is_the_whole_label() {
    let app = TestApp::start().await;
    let token = app.user().await;
    app.upload("a.dmp", "content", "v1.2.3").await;
    for label in [
        "V1.2.3",
        "v1.2",
        "v1_2.3",
        "v1.%25",
        "*",
        "%20v1.2.3",
        "none",
    ] {
        let answer = read(&app, &token, &format!("/api/dumps/by-label/{label}/")).await;
        assert_eq!(answer.assert_status(200).json(), json!([]), "{label}");
    }
}

#[tokio::test]
async fn dumps_by_label_come_in_order() {
    let app = TestApp::start().await;
    let token = app.user().await;
    for label in ["x", "y", "x"] {
        app.upload("a.dmp", "content", label).await;
    }
    let answer = read(&app, &token, "/api/dumps/by-label/x/").await;
    let dumps = answer.json();
    let ids: Vec<_> = dumps.as_array().unwrap().iter().map(|d| &d["id"]).collect();
    assert_eq!(ids, [1, 3]);
}

#[tokio::test]
async fn head_has_the_length_of_get() {
    let app = TestApp::start().await;
    let token = app.admin().await;
    app.upload("a.dmp", "content", "x").await;
    for path in [
        "/api/dumps/",
        "/api/dumps/?limit=1",
        "/api/dumps/by-label/x/",
        "/api/dumps/by-label/none/",
        "/api/dumps/1/",
        "/api/dumps/1/download/",
        "/api/dumps/2/",
        "/api/users/",
        "/api/users/1/",
    ] {
        let get = app.get(path).bearer_auth(&token).answer().await;
        let head = app.request(Method::HEAD, path).bearer_auth(&token);
        let head = head.answer().await;
        assert_eq!(get.header("content-length"), get.body.len().to_string());
        assert_eq!(
            (head.status, &head.body[..]),
            (get.status, &[][..]),
            "{path}"
        );
        let but_date = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.remove("date");
            headers
        };
        assert_eq!(but_date(&head), but_date(&get), "{path}");
    }
}
