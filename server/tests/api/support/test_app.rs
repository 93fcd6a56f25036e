//! A whole server on a port of its own, with a database and folders of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::ConfigKey;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use server::AppState;
use server::config::{Config, Location};
use service::{DataDir, Service};
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{
    ADMIN, Answer, Form, MACHINE_SECRET, MULTIPART, PASSWORD, RawConnection, SECRET_KEY, TestClock,
};

/// Ends with the test; [`TestApp::stop`] waits for it.
#[derive(Debug)]
pub(crate) struct TestApp {
    pub(crate) clock: TestClock,
    pub(crate) state: AppState,
    address: SocketAddr,
    client: Client,
    folder: TempDir,
    server: Option<JoinHandle<()>>,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::with_config("").await
    }

    /// A server whose `config.ini` goes on with these lines.
    pub(crate) async fn with_config(lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (config, in_force) = load_config(folder.path(), lines);
        let clock = TestClock::new();
        let data_dir = DataDir::lock(&config.folders()).unwrap();
        let store = Arc::new(SqliteStore::open(&config.database.file).await.unwrap());
        let mut settings = config.settings();
        // Not this program, which has no such command.
        settings.processing.program = Some(env!("CARGO_BIN_EXE_crash-store").into());
        let service = Service::open(settings, &data_dir, store, clock.for_service());
        let state = AppState::new(service.await.unwrap(), config, in_force);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = server::router::build(state.clone());
        let limits = state.config.limits.clone();
        let stop = state.stop.clone();
        let server = tokio::spawn(async move {
            // The lock goes with the server.
            let _data_dir = data_dir;
            server::http::serve(listener, router, &limits, stop.cancelled()).await;
        });
        tokio::spawn(server::ask_upstream(
            state.service.clone(),
            state.config.symbols.clone(),
            state.stop.clone(),
        ));
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            clock,
            state,
            address,
            client,
            folder,
            server: Some(server),
        }
    }

    /// Lets requests under way end, and with them whatever they have left to do.
    pub(crate) async fn stop(&mut self) {
        self.state.stop.cancel();
        self.server.take().unwrap().await.unwrap();
        self.state.service.close().await;
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.address);
        self.client.request(method, url)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    /// Sends a form with POST, PUT or PATCH.
    pub(crate) fn form(&self, method: Method, path: &str, form: Vec<u8>) -> RequestBuilder {
        let request = self.request(method, path);
        request.header("Content-Type", MULTIPART).body(form)
    }

    pub(crate) async fn raw(&self) -> RawConnection {
        RawConnection::open(self.address).await
    }

    /// The access token of an administrator, who is made with the first call.
    pub(crate) async fn admin(&self) -> String {
        let users = &self.state.service.users;
        users.create_superuser(ADMIN, PASSWORD).await.unwrap();
        self.login(ADMIN).await["access"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The access token of a new account that is not staff.
    pub(crate) async fn user(&self) -> String {
        self.register("user@example.com").await;
        let tokens = self.login("user@example.com").await;
        tokens["access"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn register(&self, email: &str) -> Value {
        let account = json!({ "email": email, "password": PASSWORD });
        let request = self.post("/api/auth/register/").json(&account);
        request.answer().await.assert_status(201).json()
    }

    /// The tokens of a login.
    pub(crate) async fn login(&self, email: &str) -> Value {
        let credentials = json!({ "email": email, "password": PASSWORD });
        let request = self.post("/api/auth/login/").json(&credentials);
        request.answer().await.assert_status(200).json()
    }

    /// The access token that a machine gets.
    pub(crate) async fn machine(&self) -> String {
        let secret = json!({ "client_secret": MACHINE_SECRET });
        let request = self.post("/api/auth/client-token/").json(&secret);
        let token = request.answer().await.assert_status(200).json();
        token["access"].as_str().unwrap().to_owned()
    }

    /// The secret of a new client.
    pub(crate) async fn key(&self, scopes: &[&str]) -> String {
        let token = self.admin().await;
        let client = json!({ "name": scopes.join("-"), "scopes": scopes });
        let request = self.post("/api/clients/").bearer_auth(token).json(&client);
        let client = request.answer().await.assert_status(201).json();
        client["secret"].as_str().unwrap().to_owned()
    }

    /// Uploads a dump and returns it as the server shows it.
    pub(crate) async fn upload(
        &self,
        filename: &str,
        content: impl AsRef<[u8]>,
        label: &str,
    ) -> Value {
        let form = Form::new().file(filename, content).label(label).finish();
        let request = self.form(Method::POST, "/api/dumps/", form);
        request.answer().await.assert_status(201).json()
    }

    /// Everything that lies below the folders of dumps.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect_files(&self.state.config.paths.dumps_dir, &mut files);
        if let Some(archive) = &self.state.config.archive.dir {
            collect_files(archive, &mut files);
        }
        files
    }

    #[track_caller]
    pub(crate) fn assert_no_files(&self) {
        assert_eq!(self.files(), Vec::<PathBuf>::new());
    }

    /// Everything that lies below the folder of symbols.
    pub(crate) fn symbol_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect_files(&self.state.config.symbols.dir, &mut files);
        files
    }

    pub(crate) fn dumps_dir(&self) -> &Path {
        &self.state.config.paths.dumps_dir
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
        debug_assert!(
            self.folder.path().exists(),
            "the folder outlives the server"
        );
    }
}

/// Sending, and waiting for the whole answer.
pub(crate) trait IntoAnswer {
    async fn answer(self) -> Answer;
}

impl IntoAnswer for RequestBuilder {
    async fn answer(self) -> Answer {
        Answer::read(self.send().await.unwrap()).await
    }
}

fn load_config(folder: &Path, lines: &str) -> (Config, Vec<ConfigKey>) {
    let file = folder.join("config.ini");
    let text = format!(
        "[server]\n\
         secret_key = {SECRET_KEY}\n\
         [paths]\n\
         data_dir = data\n\
         [auth]\n\
         login_attempts_per_minute = 0\n\
         [machine]\n\
         secret = {MACHINE_SECRET}\n\
         email = machine@example.com\n\
         [limits]\n\
         reserve_bytes = 0\n\
         {lines}\n"
    );
    std::fs::write(&file, text).unwrap();
    let location = Location {
        file,
        is_new: false,
    };
    let loaded = Config::load(&location).unwrap();
    (loaded.config, loaded.in_force)
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            collect_files(&entry.path(), files);
        } else {
            files.push(entry.path());
        }
    }
}
