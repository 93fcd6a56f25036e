//! A service of a test's own.

mod cancel;
mod clock;
mod crossing_store;
mod deaf_store;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use model::{Actor, Damage, Dump, DumpFilter, DumpId, DumpOrdering, DumpQuery, User, UserId};
use service::{
    DataDir, Email, Error, Finding, Folders, FsckOptions, Label, Member, OriginalName, Principal,
    ProcessingLimits, ProcessingSettings, Report, Result, Service, Settings, Staff, UploadedFile,
    UpstreamSettings,
};
use store::{By, NewUser, Repos, Store};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

pub(crate) use cancel::give_up_after;
pub(crate) use clock::TestClock;
pub(crate) use crossing_store::CrossingStore;
pub(crate) use deaf_store::DeafStore;
pub(crate) use tokens::{SECRET_KEY, access_token, refresh_token};

pub(crate) const LOOK: FsckOptions = FsckOptions {
    verify: false,
    repair: false,
};
pub(crate) const REPAIR: FsckOptions = FsckOptions {
    verify: false,
    repair: true,
};
pub(crate) const VERIFY: FsckOptions = FsckOptions {
    verify: true,
    repair: false,
};
pub(crate) const VERIFY_AND_REPAIR: FsckOptions = FsckOptions {
    verify: true,
    repair: true,
};

pub(crate) const PASSWORD: &str = "Tr1cky-Enough!";
pub(crate) const CLIENT_SECRET: &str = "a secret of machines";
pub(crate) const MACHINE_EMAIL: &str = "machine@crashstore.example";

/// A service in a folder of its own, and the ways to look behind it.
pub(crate) struct TestService {
    pub(crate) service: Service,
    pub(crate) clock: TestClock,
    pub(crate) store: Arc<SqliteStore>,
    data_dir: DataDir,
    folder: TempDir,
}

impl std::ops::Deref for TestService {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl TestService {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(change, |store| store).await
    }

    /// A service that sees its database through `wrap`.
    pub(crate) async fn over(
        change: impl FnOnce(&mut Settings),
        wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("makes a folder");
        let data_dir = DataDir::lock(&folders(&folder));
        let data_dir = data_dir.expect("nobody else has the folder");
        let store = SqliteStore::open(&database(&folder)).await;
        let store = store.expect("opens a new database");
        let store = Arc::new(store);
        let mut settings = settings();
        change(&mut settings);
        let clock = TestClock::default();
        let service = Service::open(settings, &data_dir, wrap(store.clone()), clock.service());
        Self {
            service: service.await.expect("opens"),
            clock,
            store,
            data_dir,
            folder,
        }
    }

    pub(crate) fn data_dir(&self) -> &DataDir {
        &self.data_dir
    }

    pub(crate) fn database(&self) -> PathBuf {
        database(&self.folder)
    }

    pub(crate) fn dumps_dir(&self) -> &Path {
        self.data_dir.dumps_dir()
    }

    /// The same folders as a process sees them that has no lock.
    pub(crate) fn data_dir_of_another_process(&self) -> DataDir {
        DataDir::unlocked(&folders(&self.folder))
    }

    pub(crate) fn archive_dir(&self) -> &Path {
        self.data_dir.archive_dir().expect("there is one")
    }

    /// The same service, started again with other settings.
    pub(crate) async fn started_again(self, change: impl FnOnce(&mut Settings)) -> Self {
        self.started_in(folders, change).await
    }

    /// The same service, started again without an archive.
    pub(crate) async fn without_archive(self) -> Self {
        let without = |folder: &TempDir| Folders {
            archive: None,
            ..folders(folder)
        };
        self.started_in(without, |_| {}).await
    }

    async fn started_in(
        self,
        folders: impl FnOnce(&TempDir) -> Folders,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        self.service.close().await;
        let Self {
            clock,
            data_dir,
            folder,
            ..
        } = self;
        drop(data_dir);
        let data_dir = DataDir::lock(&folders(&folder)).expect("is free again");
        let store = SqliteStore::open(&database(&folder)).await;
        let store = Arc::new(store.expect("opens again"));
        let mut settings = settings();
        change(&mut settings);
        let service = Service::open(settings, &data_dir, store.clone(), clock.service());
        Self {
            service: service.await.expect("opens"),
            clock,
            store,
            data_dir,
            folder,
        }
    }

    pub(crate) async fn fsck(&self, options: FsckOptions) -> Result<(Report, Vec<Finding>)> {
        self.fsck_in(&self.data_dir, options).await
    }

    pub(crate) async fn fsck_in(
        &self,
        data_dir: &DataDir,
        options: FsckOptions,
    ) -> Result<(Report, Vec<Finding>)> {
        let mut findings = Vec::new();
        let report = service::fsck(self.store.as_ref(), data_dir, options, |finding| {
            findings.push(finding.clone());
        })
        .await?;
        Ok((report, findings))
    }
}

/// Accounts and who they are.
impl TestService {
    /// An account that nobody can log in as: it takes no time to make.
    pub(crate) async fn insert_user(&self, email: &str, is_staff: bool) -> User {
        let user = NewUser {
            email: email.to_owned(),
            password_hash: None,
            is_active: true,
            is_staff,
            created_at: self.clock.now(),
        };
        self.store.users().insert(user).await.expect("inserts")
    }

    pub(crate) async fn principal(&self, id: UserId) -> Result<Principal> {
        let token = access_token(id, &self.clock);
        self.sessions.authenticate_access_token(&token).await
    }

    pub(crate) async fn member(&self) -> Member {
        let user = self.insert_user("member@example.com", false).await;
        let principal = self.principal(user.id).await.expect("is active");
        principal.member().expect("is somebody").clone()
    }

    pub(crate) async fn staff(&self) -> Staff {
        let user = self.insert_user("staff@example.com", true).await;
        self.staff_as(&user).await
    }

    pub(crate) async fn staff_as(&self, user: &User) -> Staff {
        let principal = self.principal(user.id).await.expect("is active");
        principal.staff().expect("is staff")
    }
}

/// Dumps and their files.
impl TestService {
    pub(crate) async fn upload(&self, bytes: &[u8]) -> Result<Dump> {
        let mut content = self.dumps.begin_file();
        content.write(bytes).await?;
        let permit = self.dumps.permit_upload(&Principal::Anonymous)?;
        let file = UploadedFile {
            original_name: name("app.dmp"),
            content,
        };
        self.dumps.create(permit, file, label("v1.2.3")).await
    }

    pub(crate) async fn replace(&self, by: &Member, id: DumpId, bytes: &[u8]) -> Result<Dump> {
        let mut content = self.dumps.begin_file();
        content.write(bytes).await?;
        let file = UploadedFile {
            original_name: name("fixed.dmp"),
            content,
        };
        self.dumps.update(by, id, Some(file), None).await
    }

    /// Marks the bytes of a dump as a check does.
    pub(crate) async fn mark(&self, dump: &Dump, damage: Option<Damage>) -> Result<()> {
        let by = By {
            actor: Actor::Server,
            at: self.clock.now(),
        };
        let rows = self.store.dumps();
        Ok(rows.update_damage(dump.stored_name, damage, by).await?)
    }

    pub(crate) async fn download(&self, by: &Member, id: DumpId) -> Result<Vec<u8>> {
        let (dump, blob) = self.dumps.read(by, id).await?;
        let stream = blob.stream(0..dump.size);
        let chunks: Vec<_> = stream.try_collect().await.map_err(Error::Io)?;
        Ok(chunks.concat())
    }

    /// Every row, in ascending order of id.
    pub(crate) async fn rows(&self) -> Vec<Dump> {
        rows_of(&self.store).await
    }

    /// Where the bytes of a dump lie.
    pub(crate) fn path(&self, dump: &Dump) -> PathBuf {
        if dump.archived {
            self.archived_path(dump)
        } else {
            self.hot_path(dump)
        }
    }

    /// Where the contract says that they lie as they were uploaded.
    pub(crate) fn hot_path(&self, dump: &Dump) -> PathBuf {
        path_below(self.dumps_dir(), &dump.stored_name.to_string())
    }

    pub(crate) fn archived_path(&self, dump: &Dump) -> PathBuf {
        path_below(self.archive_dir(), &format!("{}.zst", dump.stored_name))
    }

    /// Every file below the folders of dumps.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let archive = self.data_dir.archive_dir();
        for folder in std::iter::once(self.dumps_dir()).chain(archive) {
            collect_files(folder, &mut files);
        }
        files.sort();
        files
    }

    /// Every row has its bytes, and there are no others.
    pub(crate) async fn is_in_order(&self) -> bool {
        self.files_are_those_of(&self.rows().await)
    }

    fn files_are_those_of(&self, rows: &[Dump]) -> bool {
        let mut expected: Vec<_> = rows.iter().map(|row| self.path(row)).collect();
        expected.sort();
        self.files() == expected
    }

    /// Stops the service. What callers have left behind is done by then, and in order.
    pub(crate) async fn stop(self) -> Vec<Dump> {
        self.service.close().await;
        let store = SqliteStore::open(&self.database()).await;
        let rows = rows_of(&store.expect("opens again")).await;
        // A buffer may still be on its way to the file of an upload that was dropped.
        wait_until(async || self.files_are_those_of(&rows)).await;
        rows
    }

    /// Waits for what cancelled uploads have left behind to be put in order.
    pub(crate) async fn settle(&self) {
        wait_until(async || self.is_in_order().await).await;
    }
}

/// Waits for something that comes about on another thread.
pub(crate) async fn wait_until(mut is_so: impl AsyncFnMut() -> bool) {
    // Only a test that fails waits for as long as this.
    let patience = tokio::time::timeout(Duration::from_secs(30), async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    });
    patience.await.expect("it comes about sooner or later");
}

fn folders(folder: &TempDir) -> Folders {
    Folders {
        data: folder.path().join("data"),
        dumps: folder.path().join("dumps"),
        archive: Some(folder.path().join("archive")),
        symbols: folder.path().join("data/symbols"),
    }
}

/// Where a file of that name lies in a tier.
pub(crate) fn path_below(folder: &Path, name: &str) -> PathBuf {
    folder.join(&name[..1]).join(&name[1..2]).join(name)
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("data/test.sqlite3")
}

async fn rows_of(store: &SqliteStore) -> Vec<Dump> {
    let everything = DumpQuery {
        filter: DumpFilter::default(),
        ordering: DumpOrdering::IdAscending,
        limit: 10_000,
        after: None,
    };
    let page = store.dumps().list(&everything).await;
    page.expect("lists").rows
}

fn settings() -> Settings {
    Settings {
        secret_key: SECRET_KEY.to_vec(),
        access_token_lifetime: Duration::from_mins(15),
        refresh_token_lifetime: Duration::from_hours(7 * 24),
        client_token_lifetime: Duration::from_mins(5),
        allow_registration: true,
        anonymous_upload: true,
        login_attempts_per_minute: 0,
        machine_secret: Some(CLIENT_SECRET.to_owned()),
        machine_email: Email::parse(MACHINE_EMAIL).expect("an address"),
        max_upload_bytes: 1 << 30,
        reserve_bytes: 0,
        processing: ProcessingSettings {
            workers: 0,
            program: None,
            limits: ProcessingLimits::default(),
            max_unpacked_bytes: 1 << 30,
        },
        archive_level: 3,
        max_symbol_bytes: 1024 * 1024,
        public_symbols: false,
        upstream: UpstreamSettings::default(),
    }
}

pub(crate) fn name(text: &str) -> OriginalName {
    OriginalName::parse(text).expect("a name")
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).expect("a label")
}

/// Bytes that differ from place to place, so that a swapped chunk is noticed.
pub(crate) fn content(length: usize) -> Vec<u8> {
    let words = (0..length.div_ceil(4)).map(|word| u32::try_from(word).expect("small"));
    let mut bytes: Vec<u8> = words.flat_map(u32::to_be_bytes).collect();
    bytes.truncate(length);
    bytes
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) {
    // A file may go while the folder is read; then it is not there, which is all one asks.
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect_files(&path, files);
        } else if path.exists() {
            files.push(path);
        }
    }
}
