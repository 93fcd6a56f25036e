//! `/api/dumps/{id}/report/`, `/processing/` and `/reprocess/`

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const DUMP: &[u8] = include_bytes!("requests/crashy-segv.dmp");

async fn start() -> (TestApp, String) {
    start_with("").await
}

/// A server that processes.
async fn start_with(lines: &str) -> (TestApp, String) {
    let app = TestApp::with_config(lines).await;
    app.state.service.reports.start().await.unwrap();
    let user = app.user().await;
    (app, user)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = GzEncoder::new(Vec::new(), Compression::default());
    compressed.write_all(bytes).unwrap();
    compressed.finish().unwrap()
}

async fn get(app: &TestApp, user: &str, path: &str) -> Answer {
    app.get(path).bearer_auth(user).answer().await
}

/// What processing of dump 1 came to.
async fn processed(app: &TestApp, user: &str) -> Value {
    processed_of(app, user, &json!(1)).await
}

async fn processed_of(app: &TestApp, user: &str, id: &Value) -> Value {
    loop {
        let answer = get(app, user, &format!("/api/dumps/{id}/processing/")).await;
        let processing = answer.assert_status(200).json();
        if !["queued", "running"].contains(&processing["state"].as_str().unwrap()) {
            return processing;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_minidump_becomes_a_report() {
    let (app, user) = start().await;
    app.upload("crashy.dmp", DUMP, "").await;
    let processing = processed(&app, &user).await;
    assert_eq!(processing["state"], "done", "{processing}");
    assert_eq!(processing["reason"], "SIGSEGV / SEGV_MAPERR");
    assert_eq!(processing["module"], "crashy");
    assert_eq!(processing["os"], "Linux");
    assert!(
        processing["signature"]
            .as_str()
            .unwrap()
            .starts_with("crashy@0x")
    );
    let report = get(&app, &user, "/api/dumps/1/report/").await;
    assert_eq!(report.header("content-type"), "application/json");
    let report = report.assert_status(200).json();
    assert_eq!(report["status"], "OK");
    assert_eq!(report["crash_info"]["type"], "SIGSEGV / SEGV_MAPERR");
}

#[tokio::test]
async fn a_report_is_text_too() {
    let (app, user) = start().await;
    app.upload("crashy.dmp", DUMP, "").await;
    processed(&app, &user).await;
    let text = get(&app, &user, "/api/dumps/1/report/?format=text").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    let file = app.state.config.paths.data_dir.join("crashy.dmp");
    std::fs::write(&file, DUMP).unwrap();
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_crash-store"))
        .args(["process", "--text"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(text.assert_status(200).body, printed.stdout);
    assert!(text.text().starts_with("Operating system: Linux"));

    let json = get(&app, &user, "/api/dumps/1/report/?format=json").await;
    assert_eq!(json.assert_status(200).json()["status"], "OK");
    for format in ["", "html", "TEXT", "text%00"] {
        let path = format!("/api/dumps/1/report/?format={format}");
        let expected = json!({ "format": ["Must be json or text."] });
        get(&app, &user, &path).await.assert_fields(&expected);
    }
    let path = "/api/dumps/1/report/?format=text";
    app.get(path).answer().await.assert_status(401);
    let path = "/api/dumps/9/report/?format=text";
    get(&app, &user, path).await.assert_status(404);
}

#[tokio::test]
async fn a_compressed_minidump_may_come_in_several_pieces() {
    let (app, user) = start().await;
    let (start, end) = DUMP.split_at(DUMP.len() / 2);
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).unwrap();
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0skip".to_vec();
    for compressed in [
        [gzip(start), gzip(&[]), gzip(end)].concat(),
        [zstd(start), skippable, zstd(end)].concat(),
    ] {
        let dump = app.upload("crashy.dmp", &compressed, "").await;
        let processing = processed_of(&app, &user, &dump["id"]).await;
        assert_eq!(processing["state"], "done", "{processing}");
        assert_eq!(processing["module"], "crashy");
    }
    // The first piece alone would be cut.
    let broken = [gzip(start), b"no gzip".to_vec()].concat();
    let dump = app.upload("crashy.dmp", &broken, "").await;
    let processing = processed_of(&app, &user, &dump["id"]).await;
    let note = processing["note"].as_str().unwrap();
    assert!(
        note.starts_with("the dump is compressed, and cannot be unpacked"),
        "{note}"
    );
}

#[tokio::test]
async fn a_bomb_is_unpacked_up_to_a_limit() {
    let (app, user) = start_with("[processing]\nmax_unpacked_bytes = 1MiB").await;
    let bomb = |pieces: usize| {
        let mut compressed = GzEncoder::new(Vec::new(), Compression::best());
        compressed.write_all(DUMP).unwrap();
        compressed.write_all(&vec![0; 1024 * 1024]).unwrap();
        compressed.finish().unwrap().repeat(pieces)
    };
    for pieces in [1, 50] {
        let dump = app.upload("bomb.dmp.gz", bomb(pieces), "").await;
        let processing = processed_of(&app, &user, &dump["id"]).await;
        assert_eq!(processing["state"], "failed");
        let note = "the dump is compressed, and larger than 1 MiB";
        assert_eq!(processing["note"], note);
    }
    let scratch = app.state.config.paths.data_dir.join("processing");
    assert_eq!(std::fs::read_dir(scratch).unwrap().count(), 0);
    let bytes = get(&app, &user, "/api/dumps/1/download/").await;
    assert_eq!(bytes.body, bomb(1));
}

#[tokio::test]
async fn a_compressed_minidump_becomes_one_too() {
    let (app, user) = start().await;
    let compressed = gzip(DUMP);
    app.upload("crashy.dmp.gz", &compressed, "").await;
    assert_eq!(processed(&app, &user).await["state"], "done");
    let bytes = get(&app, &user, "/api/dumps/1/download/").await;
    assert_eq!(bytes.body, compressed);
    let scratch = app.state.config.paths.data_dir.join("processing");
    assert_eq!(std::fs::read_dir(scratch).unwrap().count(), 0);
}

#[tokio::test]
async fn an_archived_minidump_becomes_one_too() {
    let (app, user) = start_with("[archive]\ndir = archive").await;
    app.upload("crashy.dmp", DUMP, "").await;
    processed(&app, &user).await;
    for path in ["/api/dumps/1/archive/", "/api/dumps/1/reprocess/"] {
        let answer = app.post(path).bearer_auth(&user).answer().await;
        assert!(answer.status.is_success(), "{path}");
    }
    assert_eq!(processed(&app, &user).await["state"], "done");
}

#[tokio::test]
async fn what_is_no_minidump_is_said() {
    let (app, user) = start().await;
    app.upload("app.log", "first line\nsecond line\n", "").await;
    let processing = processed(&app, &user).await;
    assert_eq!(processing["state"], "other");
    let note = "This is text, perhaps a log, not a dump.";
    assert_eq!(processing["note"], note);
    let report = get(&app, &user, "/api/dumps/1/report/").await;
    report.assert_detail(404, note);

    app.upload("app.log.gz", gzip(b"first line\n"), "").await;
    let processing = processed_of(&app, &user, &json!(2)).await;
    let inner = format!("This is a file compressed by gzip. Unpacked: {note}");
    assert_eq!(processing["note"], inner);
}

#[tokio::test]
async fn a_broken_minidump_is_kept_and_said_to_be_one() {
    let (app, user) = start().await;
    app.upload("cut.dmp", &DUMP[..100], "").await;
    let processing = processed(&app, &user).await;
    assert_eq!(processing["state"], "failed");
    let report = get(&app, &user, "/api/dumps/1/report/").await;
    let detail = report.assert_status(404).json()["detail"].clone();
    assert!(
        detail
            .as_str()
            .unwrap()
            .starts_with("This dump could not be processed: ")
    );
    let bytes = get(&app, &user, "/api/dumps/1/download/").await;
    assert_eq!(bytes.body, &DUMP[..100]);
}

#[tokio::test]
async fn a_limit_that_was_met_is_named() {
    let (app, user) = start_with("[processing]\nmax_report_bytes = 100").await;
    app.upload("crashy.dmp", DUMP, "").await;
    let processing = processed(&app, &user).await;
    assert_eq!(processing["state"], "failed");
    let note = "processing was ended because it took too much space for its report";
    assert_eq!(processing["note"], note);
    let again = app.post("/api/dumps/1/reprocess/").bearer_auth(&user);
    let again = again.answer().await.assert_status(202).json();
    assert_ne!(again["state"], "done");
    assert_eq!(processed(&app, &user).await["note"], note);
}

#[tokio::test]
async fn a_new_file_is_processed_anew() {
    let (app, user) = start().await;
    app.upload("app.log", "a line\n", "").await;
    assert_eq!(processed(&app, &user).await["state"], "other");
    let form = Form::new().file("crashy.dmp", DUMP).finish();
    let request = app
        .form(Method::PUT, "/api/dumps/1/", form)
        .bearer_auth(&user);
    request.answer().await.assert_status(200);
    assert_eq!(processed(&app, &user).await["state"], "done");
}

#[tokio::test]
async fn without_workers_dumps_wait() {
    let (app, user) = start_with("[processing]\nworkers = 0").await;
    app.upload("crashy.dmp", DUMP, "").await;
    let processing = get(&app, &user, "/api/dumps/1/processing/").await.json();
    assert_eq!(
        (&processing["state"], &processing["signature"]),
        (&json!("queued"), &json!(null))
    );
    let report = get(&app, &user, "/api/dumps/1/report/").await;
    report.assert_detail(404, "This dump waits to be processed.");
    get(&app, &user, "/api/dumps/9/report/")
        .await
        .assert_status(404);
    let unknown = app.post("/api/dumps/9/reprocess/").bearer_auth(&user);
    unknown.answer().await.assert_status(404);
    app.get("/api/dumps/1/report/")
        .answer()
        .await
        .assert_status(401);
}

#[tokio::test]
async fn without_workers_what_is_no_minidump_is_said_all_the_same() {
    let (app, user) = start_with("[processing]\nworkers = 0").await;
    let long_log = "a line of a log\n".repeat(100_000);
    app.upload("app.log", long_log, "").await;
    app.upload("crashy.dmp.gz", gzip(DUMP), "").await;
    app.upload("crashy.dmp", DUMP, "").await;
    let report = Form::new().minidump("app.dmp", "a line of a log\n");
    let report = app.form(Method::POST, "/api/minidump/", report.finish());
    report.answer().await.assert_status(200);
    let states = async || {
        let mut states = Vec::new();
        for id in 1..=4 {
            let path = format!("/api/dumps/{id}/processing/");
            states.push(get(&app, &user, &path).await.json()["state"].clone());
        }
        states
    };
    assert_eq!(states().await, ["other", "queued", "queued", "other"]);
    for (id, bytes) in [(1, DUMP), (3, &b"a line of a log\n"[..])] {
        let form = Form::new().file("new.dmp", bytes).finish();
        let request = app.form(Method::PATCH, &format!("/api/dumps/{id}/"), form);
        let answer = request.bearer_auth(&user).answer().await;
        answer.assert_status(200);
    }
    assert_eq!(states().await, ["queued", "queued", "other", "other"]);
}

const SYMBOLS: &str = include_str!("requests/crashy.sym");

async fn add_symbols(app: &TestApp, user: &str, text: &str) {
    let request = app.post("/api/symbols/").bearer_auth(user);
    let answer = request.body(text.to_owned()).answer().await;
    answer.assert_status(201);
}

/// Waits until dump 1 is said to have crashed in that function.
async fn crashed_in(app: &TestApp, user: &str, function: &Value) -> Value {
    crashed_in_of(app, user, &json!(1), function).await
}

async fn crashed_in_of(app: &TestApp, user: &str, id: &Value, function: &Value) -> Value {
    loop {
        let processing = processed_of(app, user, id).await;
        if processing["function"] == *function {
            return processing;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn symbols_make_stacks_readable_by_themselves() {
    let (app, user) = start().await;
    app.upload("crashy.dmp", DUMP, "").await;
    let processing = processed(&app, &user).await;
    assert_eq!(processing["function"], json!(null));
    add_symbols(&app, &user, SYMBOLS).await;
    let processing = crashed_in(&app, &user, &json!("store_name")).await;
    let signature = processing["signature"].as_str().unwrap();
    assert!(signature.contains("store_name"), "{signature}");
    let report = get(&app, &user, "/api/dumps/1/report/").await.json();
    let frame = &report["crashing_thread"]["frames"][0];
    assert_eq!(
        (&frame["function"], &frame["line"]),
        (&json!("copy_field"), &json!(17))
    );
}

#[tokio::test]
async fn better_symbols_take_the_place_of_broken_and_wrong_ones() {
    let (app, user) = start().await;
    let head = SYMBOLS.lines().next().unwrap();
    add_symbols(&app, &user, &format!("{head}\ngarbage\n")).await;
    app.upload("crashy.dmp", DUMP, "").await;
    let processing = processed(&app, &user).await;
    assert_eq!(processing["function"], json!(null));
    let missing = get(&app, &user, "/api/symbols/missing/").await.json();
    let of_crashy = |module: &&Value| module["debug_file"] == "crashy";
    let crashy = missing.as_array().unwrap().iter().find(of_crashy);
    assert_eq!(crashy.unwrap()["is_broken"], true, "{missing}");

    let wrong = SYMBOLS.replace("store_name", "another_build");
    add_symbols(&app, &user, &wrong).await;
    crashed_in(&app, &user, &json!("another_build")).await;
    add_symbols(&app, &user, SYMBOLS).await;
    crashed_in(&app, &user, &json!("store_name")).await;
}

#[tokio::test]
async fn symbols_take_no_report_away() {
    // Their names make more of a report than it may have.
    let harmful = SYMBOLS.replace("store_name", &"x".repeat(20_000));
    let (app, user) = start_with("[processing]\nmax_report_bytes = 30000").await;
    app.upload("crashy.dmp", DUMP, "").await;
    assert_eq!(processed(&app, &user).await["note"], json!(null));
    let report = get(&app, &user, "/api/dumps/1/report/").await.json();

    add_symbols(&app, &user, &harmful).await;
    let processing = noted(&app, &user, "The last time, processing was ended").await;
    assert_eq!(processing["state"], "done");
    let kept = get(&app, &user, "/api/dumps/1/report/").await.json();
    assert_eq!(kept, report);

    app.upload("second.dmp", [DUMP, b"2"].concat(), "").await;
    let second = processed_of(&app, &user, &json!(2)).await;
    assert_eq!(second["state"], "done");
    let note = second["note"].as_str().unwrap();
    assert!(note.starts_with("Read without symbols: "), "{note}");
    // Nobody can say what it lacks.
    let missing = get(&app, &user, "/api/symbols/missing/").await.json();
    for module in missing.as_array().unwrap() {
        assert_eq!(module["dumps"], 1, "{module}");
    }

    add_symbols(&app, &user, SYMBOLS).await;
    for id in [1, 2] {
        let processing = crashed_in_of(&app, &user, &json!(id), &json!("store_name")).await;
        assert_eq!(processing["note"], json!(null), "{id}");
    }
}

/// Waits until that is said of dump 1.
async fn noted(app: &TestApp, user: &str, beginning: &str) -> Value {
    loop {
        let processing = processed(app, user).await;
        if processing["note"]
            .as_str()
            .is_some_and(|note| note.starts_with(beginning))
        {
            return processing;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
