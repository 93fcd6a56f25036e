//! Symbol files: `/api/symbols/`, the symbol server at `/symbols/`, and the command line.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const SYMBOLS: &str = "/api/symbols/";
const BINARY: &str = env!("CARGO_BIN_EXE_crash-store");
const SAMPLES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/processing/tests/data"
);
const CRASHY: &str = "symbols/crashy/38AE47EF5430B095D3C8DBF98DD074170/crashy.sym";
const ID: &str = "5A9832E5287241C1838ED98914E9B7FF1";

fn crashy() -> Vec<u8> {
    std::fs::read(Path::new(SAMPLES).join(CRASHY)).unwrap()
}

fn symbols_of(module: &str) -> String {
    format!("MODULE windows x86_64 {ID} {module}\nINFO CODE_ID 45D35F6C2d000 app.exe\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The files of a tree, packed by both methods in turn.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, bytes)) in entries.iter().enumerate() {
        let method = if index % 2 == 0 {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

async fn upload(app: &TestApp, body: impl Into<Vec<u8>>) -> Answer {
    let token = app.admin().await;
    let request = app.post(SYMBOLS).bearer_auth(token).body(body.into());
    request.answer().await
}

async fn list(app: &TestApp, query: &str) -> Answer {
    let token = app.admin().await;
    let request = app.get(&format!("{SYMBOLS}{query}")).bearer_auth(token);
    request.answer().await
}

async fn fetch(app: &TestApp, path: &str) -> Answer {
    let token = app.admin().await;
    app.get(path).bearer_auth(token).answer().await
}

#[tokio::test]
async fn a_file_is_told_of_as_it_says_itself() {
    let app = TestApp::start().await;
    let text = symbols_of("app.pdb");
    let answer = upload(&app, text.clone()).await;
    let mut kept = answer.assert_status(201).json();
    let expected = json!([{
        "id": 1, "debug_file": "app.pdb", "debug_id": ID, "os": "windows", "cpu": "x86_64",
        "code_file": "app.exe", "code_id": "45D35F6C2d000", "size": text.len(),
        "sha256": kept[0]["sha256"], "uploaded_at": kept[0]["uploaded_at"],
        "uploaded_by": { "kind": "user", "name": "admin@example.com" }, "upstream": null,
        "is_new": true,
    }]);
    assert_eq!(kept, expected);
    kept[0].as_object_mut().unwrap().remove("is_new");
    let shown = fetch(&app, "/api/symbols/1/").await;
    assert_eq!(shown.assert_status(200).json(), kept[0]);
    fetch(&app, "/api/symbols/2/").await.assert_status(404);
    let again = upload(&app, text).await;
    let again = again.assert_status(200).json();
    assert_eq!(
        (&again[0]["id"], &again[0]["is_new"]),
        (&json!(1), &json!(false))
    );
}

#[tokio::test]
async fn a_file_may_come_in_many_ways() {
    let text = crashy();
    let zstd = zstd::encode_all(text.as_slice(), 3).unwrap();
    let part = |bytes: &[u8]| {
        let disposition = "form-data; name=\"symbol_file\"; filename=\"crashy.sym\"";
        Form::new()
            .text("os", "Linux")
            .part(disposition, bytes)
            .finish()
    };
    let form = Some("multipart/form-data; boundary=boundary-of-the-tests");
    let zipped = zip(&[("crashy/X/crashy.sym", &text)]);
    for (name, body, media_type, coding) in [
        ("plain", text.clone(), None, None),
        ("gzip", gzip(&text), None, None),
        ("zstd", zstd.clone(), Some("text/plain"), None),
        ("coded gzip", gzip(&text), None, Some("gzip")),
        ("coded zstd", zstd.clone(), None, Some("zstd")),
        ("gzip, coded again", gzip(&gzip(&text)), None, Some("gzip")),
        ("form", part(&text), form, None),
        ("gzip in a form", part(&gzip(&text)), form, None),
        ("zip in a form", part(&zipped), form, None),
        ("zip", zipped.clone(), Some("application/zip"), None),
    ] {
        let app = TestApp::start().await;
        let token = app.admin().await;
        let mut request = app.post(SYMBOLS).bearer_auth(token).body(body);
        for (header, value) in [("Content-Type", media_type), ("Content-Encoding", coding)] {
            if let Some(value) = value {
                request = request.header(header, value);
            }
        }
        let answer = request.answer().await;
        assert_eq!(answer.status, 201, "{name}: {:?}", answer.body);
        let fetched = fetch(&app, &format!("/{CRASHY}")).await;
        assert_eq!(fetched.assert_status(200).body, text, "{name}");
    }
}

#[tokio::test]
async fn a_zip_holds_a_tree() {
    let app = TestApp::start().await;
    let [one, two] = [symbols_of("one.pdb"), symbols_of("two.pdb")];
    let body = zip(&[
        ("README", b"no symbols"),
        ("one.pdb/X/one.sym", one.as_bytes()),
        ("../../two.sym", two.as_bytes()),
        ("app/app.exe", b"MZ"),
    ]);
    let kept = upload(&app, body).await.assert_status(201).json();
    let names: Vec<&Value> = kept
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| &kept["debug_file"])
        .collect();
    assert_eq!(names, ["one.pdb", "two.pdb"]);
    // Twice each: the bytes, and their name in the tree.
    assert_eq!(app.symbol_files().len(), 4);
}

#[tokio::test]
async fn what_is_no_symbol_file_is_refused_and_leaves_nothing() {
    let app = TestApp::start().await;
    let good = symbols_of("app.pdb");
    let packed = zip(&[("a.sym", good.as_bytes()), ("b.sym", good.as_bytes())]);
    let mut damaged = zip(&[("a", b"x"), ("a.sym", good.as_bytes())]);
    let at = damaged
        .windows(6)
        .position(|bytes| bytes == b"MODULE")
        .unwrap();
    damaged[at + 20] ^= 1;
    for (name, body) in [
        ("nothing", Vec::new()),
        ("a dump", b"MDMP\x93\xa7".to_vec()),
        ("half a line", b"MODULE Linux".to_vec()),
        ("a way out", symbols_of("../../etc/cron").into_bytes()),
        ("half of a gzip", gzip(&crashy())[..500].to_vec()),
        ("a zip without symbols", zip(&[("a.txt", b"x")])),
        ("half of a zip", packed[..packed.len() / 2].to_vec()),
        (
            "a zip with something else in it",
            zip(&[("a.sym", good.as_bytes()), ("b.sym", b"x")]),
        ),
        ("a damaged zip", damaged),
        ("no zip", b"PK\x03\x04".to_vec()),
        ("an empty zip", zip(&[])),
    ] {
        let answer = upload(&app, body).await;
        assert_eq!(answer.status, 400, "{name}: {:?}", answer.body);
        let reasons = answer.json()["symbol_file"].to_string();
        assert!(reasons.starts_with('['), "{name}: {reasons}");
        let is_for_people = !reasons.contains("..") && !reasons.contains("BufError");
        assert!(is_for_people, "{name}: {reasons}");
    }
    assert_eq!(app.symbol_files(), Vec::<std::path::PathBuf>::new());
    assert_eq!(list(&app, "").await.json(), json!([]));
}

#[tokio::test]
async fn what_is_unpacked_is_bounded() {
    let app = TestApp::with_config("[symbols]\nmax_bytes = 1MiB").await;
    let bomb = [symbols_of("app").as_bytes(), &vec![b'\n'; 2 * 1024 * 1024]].concat();
    let zeros = vec![0; 2 * 1024 * 1024];
    for (name, body) in [
        ("plain", bomb.clone()),
        ("gzip", gzip(&bomb)),
        ("zip", zip(&[("app.sym", &bomb)])),
        ("passed over", zip(&[("zeros", &zeros)])),
        (
            "behind the file",
            [gzip(symbols_of("app").as_bytes()), zeros.clone()].concat(),
        ),
    ] {
        let answer = upload(&app, body).await;
        let is_refused = [400, 413].contains(&answer.status.as_u16());
        assert!(is_refused, "{name}: {:?}", answer.body);
    }
    assert_eq!(list(&app, "").await.json(), json!([]));
}

#[tokio::test]
async fn whoever_may_upload_may_bring_symbols() {
    let app = TestApp::start().await;
    app.post(SYMBOLS)
        .body(symbols_of("app"))
        .answer()
        .await
        .assert_status(401);
    let key = app.key(&["upload"]).await;
    let powerful = app.key(&["upload", "write"]).await;
    for (key, status) in [(&key, 201), (&powerful, 401), (&"cs_x".to_owned(), 401)] {
        let request = app.post(&format!("{SYMBOLS}?key={key}"));
        let answer = request.body(symbols_of("app")).answer().await;
        answer.assert_status(status);
    }
    let symbols = list(&app, "").await.json();
    let uploader = json!({ "kind": "client", "name": "upload" });
    assert_eq!(symbols[0]["uploaded_by"], uploader);
    // Nothing else is done with such a key.
    app.get(&format!("{SYMBOLS}?key={key}"))
        .answer()
        .await
        .assert_status(401);
}

#[tokio::test]
async fn a_key_replaces_what_it_has_brought_and_nothing_else() {
    let app = TestApp::start().await;
    let key = app.key(&["upload"]).await;
    let send = async |text: String| {
        let request = app.post(&format!("{SYMBOLS}?key={key}")).body(text);
        request.answer().await.status.as_u16()
    };
    let other = |module: &str| format!("{}FILE 0 a.c\n", symbols_of(module));
    assert_eq!(send(symbols_of("own")).await, 201);
    assert_eq!(send(other("own")).await, 201);
    upload(&app, symbols_of("app")).await.assert_status(201);
    assert_eq!(send(symbols_of("app")).await, 200);
    assert_eq!(send(other("app")).await, 403);
    upload(&app, other("own")).await.assert_status(200);
    upload(&app, symbols_of("own")).await.assert_status(201);
    assert_eq!(app.symbol_files().len(), 4);
}

#[tokio::test]
async fn a_list_has_pages_and_is_searched() {
    let app = TestApp::start().await;
    for module in ["app.pdb", "lib.so", "lib2.so"] {
        upload(&app, symbols_of(module)).await.assert_status(201);
    }
    let names = |answer: &Answer| -> Vec<String> {
        let rows = answer.assert_status(200).json();
        let name = |row: &Value| row["debug_file"].as_str().unwrap().to_owned();
        rows.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(
        names(&list(&app, "").await),
        ["lib2.so", "lib.so", "app.pdb"]
    );
    assert_eq!(names(&list(&app, "?q=LIB").await), ["lib2.so", "lib.so"]);
    let page = list(&app, "?q=.&limit=2").await;
    assert_eq!(names(&page), ["lib2.so", "lib.so"]);
    let link = page.header("link");
    let next = link.strip_prefix("</api/symbols/").unwrap();
    let last = list(&app, next.split_once('>').unwrap().0).await;
    assert_eq!(
        (names(&last), last.header("link")),
        (vec!["app.pdb".to_owned()], "")
    );
    let bad = list(&app, "?limit=0&cursor=x").await;
    bad.assert_fields(&json!({
        "limit": ["Must be a whole number from 1 to 1000."],
        "cursor": ["Must be the cursor of a page's Link header."],
    }));
}

#[tokio::test]
async fn who_may_write_may_delete() {
    let app = TestApp::start().await;
    upload(&app, symbols_of("app")).await.assert_status(201);
    let path = "/api/symbols/1/";
    let nobody = app.request(Method::DELETE, path).answer().await;
    nobody.assert_status(401);
    let token = app.admin().await;
    for status in [204, 404] {
        let request = app.request(Method::DELETE, path).bearer_auth(&token);
        request.answer().await.assert_status(status);
    }
    assert_eq!(app.symbol_files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn debuggers_find_a_file_by_its_module() {
    let app = TestApp::start().await;
    let text = symbols_of("app.pdb");
    let kept = upload(&app, text.clone()).await.assert_status(201).json();
    let path = format!("/symbols/app.pdb/{ID}/app.sym");
    let answer = fetch(&app, &path).await;
    assert_eq!(answer.assert_status(200).text(), text);
    let etag = format!("\"{}\"", kept[0]["sha256"].as_str().unwrap());
    assert_eq!(answer.header("etag"), etag);
    let lower = fetch(&app, &path.replace(ID, &ID.to_lowercase())).await;
    lower.assert_status(200);
    let token = app.admin().await;
    let head = app.request(Method::HEAD, &path).bearer_auth(&token);
    let head = head.answer().await;
    assert_eq!(
        head.assert_status(200).header("content-length"),
        text.len().to_string()
    );
    let part = app
        .get(&path)
        .bearer_auth(&token)
        .header("Range", "bytes=0-5");
    assert_eq!(part.answer().await.assert_status(206).text(), "MODULE");
    for path in [
        format!("/symbols/app.pdb/{ID}/app.pdb"),
        format!("/symbols/App.pdb/{ID}/App.sym"),
        format!("/symbols/other/{ID}/other.sym"),
        "/symbols/app.pdb/x/app.sym".to_owned(),
        format!("/symbols/..%2F..%2Fdata/{ID}/x.sym"),
        format!("/symbols/%2e%2e/{ID}/...sym"),
        format!("/symbols/%ff/{ID}/x.sym"),
    ] {
        fetch(&app, &path).await.assert_status(404);
    }
}

#[tokio::test]
async fn symbols_are_for_those_who_may_read_or_for_all() {
    let path = format!("/symbols/app/{ID}/app.sym");
    let app = TestApp::start().await;
    upload(&app, symbols_of("app")).await.assert_status(201);
    let refused = app.get(&path).answer().await;
    refused.assert_status(401);
    let challenges = refused.headers.get_all("www-authenticate");
    let challenges: Vec<_> = challenges.iter().collect();
    assert_eq!(
        challenges,
        ["Bearer realm=\"api\"", "Basic realm=\"symbols\""]
    );
    for (scope, status) in [("read", 200), ("write", 200), ("upload", 403)] {
        let secret = app.key(&[scope]).await;
        let request = app.get(&path).basic_auth("x", Some(secret));
        request.answer().await.assert_status(status);
    }
    let wrong = app.get(&path).basic_auth("x", Some("cs_wrong"));
    wrong.answer().await.assert_status(401);

    let app = TestApp::with_config("[symbols]\npublic = true").await;
    upload(&app, symbols_of("app")).await.assert_status(201);
    app.get(&path).answer().await.assert_status(200);
}

#[tokio::test]
async fn what_dumps_lack_is_listed_for_those_who_may_read() {
    const MISSING: &str = "/api/symbols/missing/";
    const DUMP: &[u8] = include_bytes!("requests/crashy-segv.dmp");

    let app = TestApp::start().await;
    app.get(MISSING).answer().await.assert_status(401);
    for (scope, status) in [("read", 200), ("upload", 403)] {
        let secret = json!({ "client_secret": app.key(&[scope]).await });
        let issued = app
            .post("/api/auth/client-token/")
            .json(&secret)
            .answer()
            .await;
        let issued = issued.json();
        let token = issued["access"].as_str().unwrap();
        let answer = app.get(MISSING).bearer_auth(token).answer().await;
        answer.assert_status(status);
    }
    let token = app.admin().await;
    let get = async |path: &str| app.get(path).bearer_auth(&token).answer().await;
    assert_eq!(get(MISSING).await.json(), json!([]));
    app.state.service.reports.start().await.unwrap();
    app.upload("crashy.dmp", DUMP, "").await;
    let modules = loop {
        let modules = get(MISSING).await.json();
        if modules != json!([]) {
            break modules;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let modules = modules.as_array().unwrap();
    let named = |name: &str| {
        let is_it = |module: &&Value| module["debug_file"] == name;
        modules.iter().find(is_it).unwrap()
    };
    let crashy = named("crashy");
    assert_eq!(crashy["debug_id"], "38AE47EF5430B095D3C8DBF98DD074170");
    assert_eq!(
        (&crashy["os"], &crashy["dumps"]),
        (&json!("Linux"), &json!(1))
    );
    assert_eq!(crashy["is_system_library"], false);
    assert_eq!(named("libc.so.6")["is_system_library"], true);

    let first = get(&format!("{MISSING}?limit=1")).await;
    let link = first.header("link");
    let next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0;
    let second = get(next).await.assert_status(200).json();
    assert_eq!(second[0], modules[1]);
    get(&format!("{MISSING}?limit=0&cursor=x"))
        .await
        .assert_fields(&json!({
            "limit": ["Must be a whole number from 1 to 1000."],
            "cursor": ["Must be the cursor of a page's Link header."],
        }));
}

async fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.args(arguments);
    let run = tokio::task::spawn_blocking(move || command.output());
    run.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn stacks_are_walked_with_what_was_uploaded() {
    let app = TestApp::start().await;
    upload(&app, crashy()).await.assert_status(201);
    let folder = app
        .state
        .service
        .symbols
        .folder()
        .to_str()
        .unwrap()
        .to_owned();
    let dump = format!("{SAMPLES}/crashy-segv.dmp");
    let output = run(&["process", "--symbols", &folder, &dump]).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("crashy!copy_field [crashy.c : 17"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_uploads_what_the_server_lacks() {
    let app = TestApp::start().await;
    let key = app.key(&["upload"]).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("a/app.sym", symbols_of("app.pdb").as_bytes());
    write("b/crashy.sym", &crashy());
    write("b/notes.txt", b"nothing");
    let url = format!("http://{}/", app.host());
    let folder_name = folder.path().to_str().unwrap();
    let upload = ["symbols", "upload", folder_name, "--url", &url, "--key"];

    let output = run(&[&upload[..], &["cs_wrong"]].concat()).await;
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("401"), "{error}");

    for (summary, first) in [
        (
            "2 uploaded, 0 there already, 0 failed",
            "a/app.sym: uploaded",
        ),
        (
            "0 uploaded, 2 there already, 0 failed",
            "a/app.sym: is there already",
        ),
    ] {
        let output = run(&[&upload[..], &[&key]].concat()).await;
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        assert!(text.contains(first) && text.contains(summary), "{text}");
    }
    let fetched = fetch(&app, &format!("/{CRASHY}")).await;
    assert_eq!(fetched.body, crashy());

    write("c.sym", b"nothing");
    let output = run(&[&upload[..], &[&key]].concat()).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success());
    assert!(
        text.contains("0 uploaded, 2 there already, 1 failed"),
        "{text}"
    );
}
