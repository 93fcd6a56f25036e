//! Breakpad's `symupload`, byte for byte as its sources have it send, and its answers read as
//! they read them.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

use crate::support::{IntoAnswer, TestApp};

const ID: &str = "5A9832E5287241C1838ED98914E9B7FF1";
const FILE: &str = "MODULE Linux x86_64 5A9832E5287241C1838ED98914E9B7FF1 app\nFILE 0 a.c\n";
const WINDOWS: &str = "User-Agent: Breakpad/1.0 (Windows)\r\n";
const LINUX: &str = "Accept: */*\r\n";

/// A client on a connection of its own for each request, as it has.
struct Symupload<'a> {
    app: &'a TestApp,
    key: String,
    /// What its library puts into every head.
    head: &'static str,
}

impl Symupload<'_> {
    async fn send(&self, line: &str, head: &str, body: &[u8]) -> (String, String) {
        let mut connection = self.app.raw().await;
        let (host, always) = (self.app.host(), self.head);
        let head = format!("{line} HTTP/1.1\r\nHost: {host}\r\n{always}{head}\r\n");
        connection.send(&[head.as_bytes(), body].concat()).await;
        connection.read_answer().await
    }

    async fn check_status(&self) -> String {
        let key = &self.key;
        let line = format!("GET /api/symupload/v1/symbols/app/{ID}:checkStatus?key={key}");
        let (_, answer) = self.send(&line, "", b"").await;
        find(&answer, "status")
    }

    /// The address and the key of an upload.
    async fn create(&self) -> (String, String) {
        let line = format!("POST /api/symupload/v1/uploads:create?key={}", self.key);
        let head = "Content-Length: 0\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let (_, answer) = self.send(&line, head, b"").await;
        (find(&answer, "uploadUrl"), find(&answer, "uploadKey"))
    }

    /// The head of the answer.
    async fn put(&self, url: &str, head: &str, body: &[u8]) -> String {
        let host = format!("http://{}", self.app.host());
        let path = url.strip_prefix(&host).expect("it is this server");
        self.send(&format!("PUT {path}"), head, body).await.0
    }

    async fn complete(&self, upload: &str, media_type: &str, body: &str) -> (String, String) {
        let key = &self.key;
        let line = format!("POST /api/symupload/v1/uploads/{upload}:complete?key={key}");
        let length = body.len();
        let head = format!("Content-Type: {media_type}\r\nContent-Length: {length}\r\n");
        self.send(&line, &head, body.as_bytes()).await
    }

    /// All of it, as on Linux.
    async fn upload(&self, file: &str) -> String {
        let (url, upload) = self.create().await;
        let length = file.len();
        let chunk = format!("{length:x}\r\n{file}\r\n0\r\n\r\n");
        let head = "Transfer-Encoding: chunked\r\n";
        let put = self.put(&url, head, chunk.as_bytes()).await;
        assert!(put.starts_with("HTTP/1.1 200 "), "{put}");
        let body = format!(
            "{{ symbol_id: {{debug_file: \"app\", debug_id: \"{ID}\" }}, \
             symbol_upload_type: \"BREAKPAD\" }}"
        );
        let (_, answer) = self.complete(&upload, "application/son", &body).await;
        find(&answer, "result")
    }
}

/// As the client's regular expression finds it.
#[track_caller]
fn find(answer: &str, name: &str) -> String {
    let start = format!("\"{name}\": \"");
    let (_, rest) = answer
        .split_once(&start)
        .unwrap_or_else(|| panic!("{answer}"));
    rest.split_once('"').unwrap().0.to_owned()
}

async fn symbols(app: &TestApp) -> Value {
    let token = app.admin().await;
    let request = app.get("/api/symbols/").bearer_auth(token);
    request.answer().await.assert_status(200).json()
}

#[tokio::test]
async fn version_2_on_linux() {
    let app = TestApp::start().await;
    let key = app.key(&["upload"]).await;
    let client = Symupload {
        app: &app,
        key,
        head: LINUX,
    };
    assert_eq!(client.check_status().await, "MISSING");
    assert_eq!(client.upload(FILE).await, "OK");
    assert_eq!(client.check_status().await, "FOUND");
    assert_eq!(client.upload(FILE).await, "DUPLICATE_DATA");
    assert_eq!(client.upload(&format!("{FILE}FILE 1 b.c\n")).await, "OK");
    let symbols = symbols(&app).await;
    assert_eq!(symbols.as_array().unwrap().len(), 1);
    assert_eq!(symbols[0]["uploaded_by"]["name"], "upload");
}

#[tokio::test]
async fn version_2_on_windows() {
    let app = TestApp::start().await;
    let key = app.key(&["upload"]).await;
    let client = Symupload {
        app: &app,
        key,
        head: WINDOWS,
    };
    let (url, upload) = client.create().await;
    let mut deflated = ZlibEncoder::new(Vec::new(), Compression::fast());
    deflated.write_all(FILE.as_bytes()).unwrap();
    let deflated = deflated.finish().unwrap();
    let head = format!(
        "Content-Encoding: deflate\r\nContent-Length: {}\r\n",
        deflated.len()
    );
    let put = client.put(&url, &head, &deflated).await;
    assert!(put.starts_with("HTTP/1.1 200 "), "{put}");
    let body = format!(
        "{{ symbol_id: {{debug_file: \"app\", debug_id: \"{ID}\" }}, \
         metadata: {{product_name: \"Paint\"}},symbol_upload_type: \"BREAKPAD\", \
         use_async_processing: true }}"
    );
    let (_, answer) = client.complete(&upload, "application/json", &body).await;
    assert_eq!(find(&answer, "result"), "OK");
    assert_eq!(symbols(&app).await[0]["size"], json!(FILE.len()));
}

#[tokio::test]
async fn an_upload_is_for_who_may_and_once() {
    let app = TestApp::start().await;
    let nobody = Symupload {
        app: &app,
        key: "cs_wrong".to_owned(),
        head: LINUX,
    };
    for line in [
        format!("GET /api/symupload/v1/symbols/app/{ID}:checkStatus?key=x"),
        "POST /api/symupload/v1/uploads:create?key=x".to_owned(),
        "POST /api/symupload?key=x".to_owned(),
    ] {
        let (head, _) = nobody.send(&line, "Content-Length: 0\r\n", b"").await;
        assert!(head.starts_with("HTTP/1.1 401 "), "{line}: {head}");
    }
    let client = Symupload {
        key: app.key(&["upload"]).await,
        ..nobody
    };
    let host = format!("http://{}", app.host());
    let unknown = format!("{host}/api/symupload/v1/uploads/cs_upload_0");
    let length = format!("Content-Length: {}\r\n", FILE.len());
    let head = client.put(&unknown, &length, FILE.as_bytes()).await;
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
    let (url, upload) = client.create().await;
    let (head, _) = client.complete(&upload, "application/son", "{ }").await;
    assert!(head.starts_with("HTTP/1.1 409 "), "{head}");
    let head = client.put(&url, "Content-Length: 4\r\n", b"MDMP").await;
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    client.put(&url, &length, FILE.as_bytes()).await;
    let (head, _) = client.complete(&upload, "application/son", "").await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let (head, _) = client.complete(&upload, "application/son", "").await;
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
}

#[tokio::test]
async fn version_1() {
    let app = TestApp::start().await;
    let client = Symupload {
        key: app.key(&["upload"]).await,
        app: &app,
        head: LINUX,
    };
    let boundary = "------------------------d74496d66958873e";
    let fields = [
        ("code_file", "app"),
        ("cpu", "x86_64"),
        ("debug_file", "app"),
        ("debug_identifier", ID),
        ("os", "Linux"),
        ("version", "1.0"),
    ];
    let field = |(name, text)| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"symbol_file\"; \
         filename=\"app.sym\"\r\nContent-Type: application/octet-stream\r\n\r\n{FILE}\r\n\
         --{boundary}--\r\n"
    );
    let body = fields.map(field).concat() + &file;
    let head = format!(
        "Content-Length: {}\r\nContent-Type: multipart/form-data; boundary={boundary}\r\n",
        body.len()
    );
    let line = format!("POST /api/symupload?key={}", client.key);
    for _ in 0..2 {
        let (head, _) = client.send(&line, &head, body.as_bytes()).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    }
    assert_eq!(symbols(&app).await[0]["debug_file"], "app");
}
