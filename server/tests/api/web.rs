//! Bytes to and from browsers: the session cookie, and requests that other sites forge.

use std::io::{Cursor, Read};

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use service::Attempt;
use zip::ZipArchive;

use crate::support::{ADMIN, Form, IntoAnswer, PASSWORD, TestApp};

const JSON: &str = "application/json";

/// The `Cookie` header of a browser that has signed in.
async fn sign_in(app: &TestApp) -> String {
    app.admin().await;
    let sessions = &app.state.service.sessions;
    let attempt = Attempt::default();
    let token = sessions
        .login_browser(ADMIN, PASSWORD, &attempt)
        .await
        .unwrap();
    let cookie = app.state.cookie.issue(&token);
    let cookie = cookie.to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn form() -> Vec<u8> {
    Form::new().file("a.dmp", "content").label("x").finish()
}

fn upload(app: &TestApp, cookie: &str) -> RequestBuilder {
    app.form(Method::POST, "/upload", form())
        .header("Cookie", cookie)
}

#[tokio::test]
async fn browser_uploads_with_its_session() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let answer = upload(&app, &cookie).header("Accept", JSON).answer().await;
    assert_json_snapshot!(answer.whole(), { ".body.stored_name" => "[uuid]" });
    let plain_form = upload(&app, &cookie).answer().await;
    plain_form.assert_status(303);
    assert_eq!(plain_form.header("location"), "/dumps/2");
}

#[tokio::test]
async fn browser_replaces_and_downloads_with_its_session() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.upload("old.dmp", "old", "").await;
    let replace = app
        .form(Method::POST, "/dumps/1/file", form())
        .header("Cookie", &cookie);
    let answer = replace.header("Accept", JSON).answer().await;
    assert_eq!(answer.assert_status(200).json()["original_name"], "a.dmp");
    let download = || app.get("/dumps/1/download").header("Cookie", &cookie);
    let whole = download().answer().await;
    assert_eq!((whole.status.as_u16(), whole.text()), (200, "content"));
    let part = download().header("Range", "bytes=0-1").answer().await;
    assert_eq!((part.status.as_u16(), part.text()), (206, "co"));
    let unknown = app.get("/dumps/9/download").header("Cookie", &cookie);
    unknown.answer().await.assert_status(404);
}

#[tokio::test]
async fn browser_downloads_attachments_with_its_session() {
    let app = TestApp::start().await;
    let part = |name: &str| format!("form-data; name=\"{name}\"; filename=\"{name}\"");
    let report = Form::new()
        .part(&part("upload_file_minidump"), "dump")
        .part(&part("app.log"), "<script>");
    let report = app.form(Method::POST, "/api/minidump/", report.finish());
    report.answer().await.assert_status(200);
    let cookie = sign_in(&app).await;
    let path = "/dumps/1/attachments/1";
    let answer = app.get(path).header("Cookie", &cookie).answer().await;
    assert_eq!(answer.assert_status(200).text(), "<script>");
    let sandbox = "sandbox; default-src 'none'";
    assert_eq!(answer.header("content-security-policy"), sandbox);
    let disposition = answer.header("content-disposition");
    assert!(disposition.starts_with("attachment") && disposition.contains("app.log"));
    for unknown in [
        "/dumps/1/attachments/2",
        "/dumps/2/attachments/1",
        "/dumps/1/attachments/x",
    ] {
        let answer = app.get(unknown).header("Cookie", &cookie).answer().await;
        answer.assert_status(404);
    }
    app.get(path).answer().await.assert_status(401);
    let page = app.get(path).header("Accept", "text/html").answer().await;
    page.assert_status(303);
    assert_eq!(page.header("location"), "/login?next=%2Fdumps%2F1");
}

#[tokio::test]
async fn pages_are_compressed_and_downloads_are_not() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.upload("app.dmp", &"content ".repeat(100), "").await;
    let get = |path: &str| {
        let request = app.get(path).header("Cookie", &cookie);
        request.header("Accept-Encoding", "gzip, br").answer()
    };
    let page = get("/dumps").await;
    assert_eq!(page.assert_status(200).header("content-encoding"), "gzip");
    let mut html = String::new();
    let mut unpacked = flate2::read::GzDecoder::new(page.body.as_ref());
    unpacked.read_to_string(&mut html).unwrap();
    assert!(
        html.contains("<table") && html.contains("app.dmp"),
        "{html}"
    );
    let plain = app.get("/dumps").header("Cookie", &cookie).answer().await;
    assert!(!plain.headers.contains_key("content-encoding"));
    let download = get("/dumps/1/download").await;
    assert!(!download.headers.contains_key("content-encoding"));
    assert_eq!(download.header("content-length"), "800");
}

#[tokio::test]
async fn browser_without_session_is_sent_to_the_login_or_refused() {
    let app = TestApp::start().await;
    app.upload("a.dmp", "content", "").await;
    for cookie in ["", "session=garbage", "other=x"] {
        let answer = upload(&app, cookie).header("Accept", JSON).answer().await;
        answer.assert_status(401);
        let answer = upload(&app, cookie).answer().await;
        answer.assert_status(303);
        assert_eq!(answer.header("location"), "/login");
        let download = app.get("/dumps/1/download").header("Cookie", cookie);
        download.answer().await.assert_status(401);
    }
    assert_eq!(app.files().len(), 1);
}

#[tokio::test]
async fn plain_form_that_is_refused_goes_back_to_its_page() {
    let app = TestApp::with_config("[limits]\nmax_upload_bytes = 1KiB").await;
    let cookie = sign_in(&app).await;
    for (form, code) in [
        (Form::new(), "no_file"),
        (Form::new().file("a.dmp", ""), "empty_file"),
        (
            Form::new().file("a.dmp", "x").label(&"x".repeat(256)),
            "label_too_long",
        ),
        (Form::new().file("a.dmp", vec![0; 2_000]), "too_large"),
    ] {
        let request = app.form(Method::POST, "/upload", form.finish());
        let answer = request.header("Cookie", &cookie).answer().await;
        answer.assert_status(303);
        assert_eq!(answer.header("location"), format!("/upload?error={code}"));
    }
}

/// Otherwise a link could have the sign-in page say anything.
#[tokio::test]
async fn an_error_in_a_url_of_another_site_is_not_told() {
    let app = TestApp::start().await;
    let url = "/login?__path=/ui/api/login&next=%2Fdumps&__err=IkludGVybmFsIg";
    for foreign in ["cross-site", "same-site", "none"] {
        let answer = app
            .get(url)
            .header("Sec-Fetch-Site", foreign)
            .answer()
            .await;
        answer.assert_status(303);
        assert_eq!(answer.header("location"), "/login?next=%2Fdumps");
    }
    // And it leads to no other host.
    let answer = app.get("//evil.example/?__err=a");
    let answer = answer.header("Sec-Fetch-Site", "none").answer().await;
    answer.assert_status(303);
    assert_eq!(answer.header("location"), "/");
    let own = app.get(url).header("Sec-Fetch-Site", "same-origin");
    // It is told, here that it cannot be read.
    own.answer().await.assert_status(400);
    app.get(url).answer().await.assert_status(400);
}

#[tokio::test]
async fn request_of_another_site_is_refused() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.upload("a.dmp", "content", "").await;
    for (name, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
    ] {
        for path in ["/upload", "/dumps/1/file", "/ui/api/anything"] {
            let request = app
                .form(Method::POST, path, form())
                .header("Cookie", &cookie);
            let answer = request.header(name, value).answer().await;
            assert_eq!(answer.status, 403, "{path} {name}: {value}");
        }
    }
    assert_eq!(app.files().len(), 1);
    let own = upload(&app, &cookie).header("Sec-Fetch-Site", "same-origin");
    own.header("Accept", JSON).answer().await.assert_status(201);
    let own = upload(&app, &cookie).header("Origin", format!("http://{}", app.host()));
    own.header("Accept", JSON).answer().await.assert_status(201);
}

#[tokio::test]
async fn api_does_not_read_the_cookie() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let list = app.get("/api/dumps/").header("Cookie", &cookie);
    list.answer().await.assert_status(401);
    let token = cookie.strip_prefix("session=").unwrap();
    let list = app.get("/api/dumps/").bearer_auth(token).answer().await;
    assert_eq!(
        list.json()["messages"][0]["message"],
        "Token has wrong type"
    );
    let refresh = app
        .post("/api/auth/refresh/")
        .json(&json!({ "refresh": token }));
    refresh.answer().await.assert_status(401);
    // Nor is it replaced or cleared there.
    let garbage = app.get("/api/dumps/").header("Cookie", "session=garbage");
    assert_eq!(garbage.answer().await.header("set-cookie"), "");
}

#[tokio::test]
async fn pages_do_not_take_bearer_tokens() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.upload("a.dmp", "content", "").await;
    let download = app.get("/dumps/1/download").bearer_auth(admin);
    download.answer().await.assert_status(401);
}

#[tokio::test]
async fn session_is_renewed_as_time_goes_by() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.upload("a.dmp", "content", "").await;
    let download = |cookie: &str| app.get("/dumps/1/download").header("Cookie", cookie);
    let fresh = download(&cookie).answer().await;
    assert_eq!(fresh.header("set-cookie"), "");

    app.clock.advance(TimeDelta::minutes(15));
    let renewed = download(&cookie).answer().await;
    let new_cookie = renewed.header("set-cookie").to_owned();
    let (new_cookie, attributes) = new_cookie.split_once(';').unwrap();
    assert_eq!(
        attributes,
        " HttpOnly; SameSite=Lax; Path=/; Max-Age=604800"
    );
    assert_ne!(new_cookie, cookie);
    download(new_cookie).answer().await.assert_status(200);

    // The old one is good for requests that were under way, and then a thief's.
    download(&cookie).answer().await.assert_status(200);
    app.clock.advance(TimeDelta::minutes(2));
    let stolen = download(&cookie).answer().await;
    stolen.assert_status(401);
    let cleared = "session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
    assert_eq!(stolen.header("set-cookie"), cleared);
    download(new_cookie).answer().await.assert_status(401);
}

#[tokio::test]
async fn cookie_over_https_is_bound_to_the_host() {
    let app = TestApp::with_config("[server]\npublic_url = https://crashes.example.com").await;
    let cookie = sign_in(&app).await;
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    app.clock.advance(TimeDelta::minutes(15));
    let request = upload(&app, &cookie).header("Origin", "https://crashes.example.com");
    let answer = request.header("Accept", JSON).answer().await;
    answer.assert_status(201);
    let attributes = "; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=604800";
    assert!(answer.header("set-cookie").ends_with(attributes));
    let plain = cookie.replace("__Host-session", "session");
    upload(&app, &plain)
        .header("Accept", JSON)
        .answer()
        .await
        .assert_status(401);
}

#[tokio::test]
async fn bad_input_of_a_server_function_is_the_callers_fault() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    for (function, body) in [
        ("get_dump", "id=x"),
        ("login", "email=a"),
        ("set_theme", "theme=9"),
        ("archive_dumps", "ids=x"),
        ("restore_dumps", "ids="),
        ("label_dumps", "ids=1,x&label=v1"),
        ("delete_dumps", "ids=x&confirmation=1"),
        ("find_duplicate", "sha256=x"),
        ("save_signature_rules", "version=0"),
        ("update_user", "id=1&email=a@example.com"),
    ] {
        let request = app.request(Method::POST, &format!("/ui/api/{function}"));
        let answer = request
            .header("Cookie", &cookie)
            .header("Accept", JSON)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
            .answer()
            .await;
        answer.assert_status(400);
    }
}

#[tokio::test]
async fn dumps_are_downloaded_as_one_zip() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.upload("a.dmp", "first", "").await;
    app.upload("a.dmp", "second", "").await;
    let zip = app.get("/dumps/zip?ids=2,1,9").header("Cookie", &cookie);
    let answer = zip.answer().await;
    answer.assert_status(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    let mut zip = ZipArchive::new(Cursor::new(&answer.body)).unwrap();
    let mut contents = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        contents.push((file.name().unwrap().into_owned(), text));
    }
    let expected = [
        ("2-a.dmp", "second"),
        ("1-a.dmp", "first"),
        ("NOT-IN-HERE.txt", "9: it has been deleted\n"),
    ];
    assert_eq!(
        contents,
        expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
    );
}

#[tokio::test]
async fn a_name_in_a_zip_is_short_enough_for_file_systems() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.upload(&"é".repeat(200), "x", "").await;
    let zip = app.get("/dumps/zip?ids=1").header("Cookie", &cookie);
    let zip = zip.answer().await;
    let mut zip = ZipArchive::new(Cursor::new(&zip.body)).unwrap();
    let file = zip.by_index(0).unwrap();
    let name = file.name().unwrap();
    assert!(name.starts_with("1-éé") && name.len() <= 255, "{name}");
}

#[tokio::test]
async fn a_zip_needs_a_session_and_ids() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    app.get("/dumps/zip?ids=1")
        .answer()
        .await
        .assert_status(401);
    let link = app.get("/dumps/zip?ids=1").header("Accept", "text/html");
    let answer = link.answer().await;
    assert_eq!(
        answer.assert_status(303).header("location"),
        "/login?next=%2Fdumps"
    );
    let many = vec!["1"; 501].join(",");
    for ids in ["", "x", "1,,2", &many] {
        let zip = app.get(&format!("/dumps/zip?ids={ids}"));
        let answer = zip.header("Cookie", &cookie).answer().await;
        answer.assert_status(400);
    }
}

#[tokio::test]
async fn new_dumps_are_announced_to_whoever_is_signed_in() {
    let mut app = TestApp::start().await;
    app.get("/ui/arrivals").answer().await.assert_status(401);
    let cookie = sign_in(&app).await;
    app.upload("a.dmp", "first", "").await;
    let news = app.get("/ui/arrivals").header("Cookie", &cookie);
    let mut news = news.send().await.unwrap();
    assert_eq!(news.headers()["content-type"], "text/event-stream");
    assert_eq!(news.headers()["x-accel-buffering"], "no");
    assert_eq!(
        news.chunk().await.unwrap().unwrap(),
        "retry: 1000\ndata: 1\n\n"
    );
    app.upload("b.dmp", "second", "").await;
    assert_eq!(
        news.chunk().await.unwrap().unwrap(),
        "retry: 1000\ndata: 2\n\n"
    );
    // It does not keep the server from stopping.
    app.stop().await;
    assert_eq!(news.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_secret_waits_once_for_the_page_that_a_plain_form_leads_to() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let create = |accept: &'static str, body: &'static str| {
        let request = app.request(Method::POST, "/ui/api/create_client");
        let request = request.header("Cookie", &cookie).header("Accept", accept);
        let media_type = "application/x-www-form-urlencoded";
        request
            .header("Content-Type", media_type)
            .body(body)
            .answer()
    };
    let plain_form = create("text/html", "name=a&upload=on").await;
    plain_form.assert_status(302);
    assert_eq!(plain_form.header("location"), "/clients/1");
    assert!(!plain_form.text().contains("cs_"));
    let page = || app.get("/clients/1").header("Cookie", &cookie);
    let shown = page().answer().await;
    assert!(shown.assert_status(200).text().contains("cs_"));
    assert_eq!(shown.header("cache-control"), "no-store");
    assert!(!page().answer().await.text().contains("cs_"));

    // With JavaScript it is in the answer, and nothing waits.
    let answer = create(JSON, "name=b&upload=on").await;
    assert!(
        answer.assert_status(200).json()["secret"]
            .as_str()
            .unwrap()
            .starts_with("cs_")
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = app.get("/clients/2").header("Cookie", &cookie);
    assert!(!page.answer().await.text().contains("cs_"));
}

/// Tests are a debug build; that a release has none is seen by those of the browser.
#[tokio::test]
async fn the_style_guide_is_rendered_in_a_debug_build() {
    let app = TestApp::start().await;
    let page = app.get("/styleguide").answer().await;
    let html = page.assert_status(200).text();
    for title in ["Buttons", "Dialogs", "Toasts", "Colours of charts"] {
        assert!(html.contains(title), "{title}");
    }
}

fn symbol_form(text: &str) -> Vec<u8> {
    let disposition = "form-data; name=\"symbol_file\"; filename=\"a.sym\"";
    Form::new().part(disposition, text).finish()
}

#[tokio::test]
async fn browser_uploads_symbols_by_a_plain_form() {
    const ID: &str = "5A9832E5287241C1838ED98914E9B7FF1";

    let app = TestApp::with_config("[symbols]\nmax_bytes = 4KiB").await;
    let cookie = sign_in(&app).await;
    let text = format!("MODULE Linux x86_64 {ID} app\n");
    let large = text.clone() + &"x".repeat(8 * 1024);
    for (body, location) in [
        (text.as_str(), "/symbols?stored=1"),
        (&text, "/symbols?stored=0"),
        ("<!doctype html>", "/symbols?error=not_symbols"),
        ("", "/symbols?error=no_file"),
        (&large, "/symbols?error=too_large"),
    ] {
        let request = app.form(Method::POST, "/symbols", symbol_form(body));
        let answer = request.header("Cookie", &cookie).answer().await;
        answer.assert_status(303);
        assert_eq!(answer.header("location"), location);
    }
    let forged = app.form(Method::POST, "/symbols", symbol_form(&text));
    let forged = forged
        .header("Cookie", &cookie)
        .header("Origin", "https://evil.example");
    forged.answer().await.assert_status(403);
    let nobody = app.form(Method::POST, "/symbols", symbol_form(&text));
    let nobody = nobody.header("Accept", "text/html").answer().await;
    assert_eq!(nobody.header("location"), "/login?next=%2Fsymbols");
}

#[tokio::test]
async fn pages_of_symbols_stand_beside_the_symbol_server() {
    const ID: &str = "5A9832E5287241C1838ED98914E9B7FF1";

    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    for module in ["app", "missing"] {
        let text = format!("MODULE Linux x86_64 {ID} {module}\n");
        let request = app.form(Method::POST, "/symbols", symbol_form(&text));
        request.header("Cookie", &cookie).answer().await;
    }
    for (path, text) in [
        ("/symbols", "Choose files"),
        ("/symbols/1", "Delete this symbol file?"),
        ("/symbols/missing", "Nothing is missing"),
    ] {
        let page = app.get(path).header("Cookie", &cookie).answer().await;
        let page = page.assert_status(200).text().to_owned();
        assert!(page.contains(text), "{path}: {page}");
    }
    let gone = app.get("/symbols/99").header("Cookie", &cookie);
    gone.answer().await.assert_status(404);
    let token = app.admin().await;
    for module in ["app", "missing"] {
        let path = format!("/symbols/{module}/{ID}/{module}.sym");
        let file = app.get(&path).bearer_auth(&token).answer().await;
        assert!(file.assert_status(200).text().starts_with("MODULE"));
    }
}
