//! Symbol files: their bytes, their rows, and the folder that stacks are walked with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::TryStreamExt;
use model::{Damage, Symbol, SymbolId, SymbolKey, SymbolQuery};
use service::{
    ClientDraft, Error, Finding, KeptSymbol, Member, Principal, Report, Result, UpstreamSettings,
};
use store::Repos;

use crate::support::{
    DeafStore, LOOK, REPAIR, TestService, VERIFY, VERIFY_AND_REPAIR, give_up_after, wait_until,
};

const ID: &str = "5A9832E5287241C1838ED98914E9B7FF1";

fn symbols_of(module: &str, more: &str) -> String {
    format!("MODULE Linux x86_64 {ID} {module}\nINFO CODE_ID AB12\n{more}")
}

fn key(module: &str) -> SymbolKey {
    SymbolKey {
        debug_file: module.parse().expect("a name"),
        debug_id: ID.parse().expect("an identifier"),
    }
}

async fn store(service: &TestService, by: &Member, text: &str) -> Result<KeptSymbol> {
    store_as(service, &Principal::Member(by.clone()), text).await
}

async fn store_as(service: &TestService, by: &Principal, text: &str) -> Result<KeptSymbol> {
    let symbols = &service.symbols;
    let permit = symbols.permit_upload(by)?;
    let mut writer = symbols.begin_file(&permit);
    writer.write(text.as_bytes()).await?;
    let file = writer.finish().await?;
    let mut kept = symbols.store(permit, vec![file]).await?;
    Ok(kept.remove(0))
}

async fn read(service: &TestService, by: &Member, module: &str) -> Result<String> {
    let reader = service
        .symbols
        .permit_read(&Principal::Member(by.clone()))?;
    let (symbol, blob) = service.symbols.read(reader, &key(module)).await?;
    let chunks: Vec<_> = blob.stream(0..symbol.size).try_collect().await?;
    Ok(String::from_utf8(chunks.concat()).expect("text"))
}

/// Every file below a folder, as a path from it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("is a folder") {
        let path = entry.expect("reads").path();
        if path.is_dir() {
            let below = files_below(&path);
            let name = Path::new(path.file_name().expect("has one")).to_owned();
            files.extend(below.iter().map(|file| name.join(file)));
        } else {
            files.push(PathBuf::from(path.file_name().expect("has one")));
        }
    }
    files.sort();
    files
}

fn tree(service: &TestService) -> Vec<PathBuf> {
    files_below(service.symbols.folder())
}

fn blobs_dir(service: &TestService) -> PathBuf {
    service.symbols.folder().with_file_name("blobs")
}

fn blobs(service: &TestService) -> Vec<PathBuf> {
    files_below(&blobs_dir(service))
}

/// What is told of the first file.
fn damaged(damage: Damage) -> Finding {
    Finding::SymbolDamaged {
        id: SymbolId(1),
        debug_file: key("app").debug_file,
        damage,
    }
}

async fn rows(service: &TestService) -> Vec<Symbol> {
    let query = SymbolQuery {
        q: String::new(),
        limit: 100,
        after: None,
    };
    let page = service.store.symbols().list(&query).await;
    page.expect("lists").rows
}

#[tokio::test]
async fn a_file_is_kept_where_stacks_are_walked_with_it() {
    let service = TestService::new().await;
    let member = service.member().await;
    let arrivals = service.symbols.arrivals();
    let text = symbols_of("app.pdb", "");
    let kept = store(&service, &member, &text).await.expect("is good");
    assert!(kept.is_new);
    assert_eq!(kept.symbol.module.key(), key("app.pdb"));
    assert_eq!(kept.symbol.module.code_id.as_deref(), Some("AB12"));
    assert_eq!(kept.symbol.size, text.len() as u64);
    assert_eq!(*arrivals.borrow(), kept.symbol.id);
    let path = format!("app.pdb/{ID}/app.sym");
    assert_eq!(tree(&service), [Path::new(&path)]);
    let in_tree = fs::read_to_string(service.symbols.folder().join(&path));
    assert_eq!(in_tree.expect("is there"), text);
    assert_eq!(
        read(&service, &member, "app.pdb").await.expect("reads"),
        text
    );
}

#[tokio::test]
async fn the_same_file_again_stores_nothing() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "");
    let first = store(&service, &member, &text).await.expect("is good");
    let again = store(&service, &member, &text).await.expect("is good");
    assert_eq!((again.symbol, again.is_new), (first.symbol, false));
    assert_eq!((blobs(&service).len(), rows(&service).await.len()), (1, 1));
}

#[tokio::test]
async fn another_file_of_the_module_takes_its_place() {
    let service = TestService::new().await;
    let member = service.member().await;
    for more in ["", "FILE 0 a.c\n", ""] {
        let text = symbols_of("app", more);
        let kept = store(&service, &member, &text).await.expect("is good");
        assert!(kept.is_new);
        assert_eq!(read(&service, &member, "app").await.expect("reads"), text);
        let path = service.symbols.folder().join(format!("app/{ID}/app.sym"));
        assert_eq!(fs::read_to_string(path).expect("is there"), text);
        assert_eq!((blobs(&service).len(), tree(&service).len()), (1, 1));
        assert_eq!(rows(&service).await, [kept.symbol]);
    }
}

#[tokio::test]
async fn what_is_no_symbol_file_leaves_nothing() {
    let service = TestService::new().await;
    let member = service.member().await;
    let too_long = symbols_of("app", &"x".repeat(1024 * 1024));
    let cases = [
        "",
        "MDMP",
        &symbols_of("..", ""),
        &symbols_of("../../app", ""),
        "MODULE Linux x86_64 ../.. app\n",
        &too_long,
    ];
    for text in cases {
        let refused = store(&service, &member, text).await;
        assert!(
            matches!(refused, Err(Error::Invalid(_) | Error::TooLarge { .. })),
            "{refused:?}"
        );
    }
    // The file of one that was too large is removed when its writer is dropped.
    wait_until(async || blobs(&service).is_empty()).await;
    assert_eq!(tree(&service), Vec::<PathBuf>::new());
    assert_eq!(rows(&service).await, []);
}

#[tokio::test]
async fn of_several_files_none_is_kept_before_all_have_come() {
    let service = TestService::new().await;
    let member = service.member().await;
    let permit = service.symbols.permit_upload(&Principal::Member(member));
    let permit = permit.expect("may");
    let mut writer = service.symbols.begin_file(&permit);
    let text = symbols_of("app", "");
    writer.write(text.as_bytes()).await.expect("is good");
    let file = writer.finish().await.expect("is good");
    assert_eq!(blobs(&service).len(), 1);
    drop(file);
    assert_eq!(blobs(&service), Vec::<PathBuf>::new());
    assert_eq!(tree(&service), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_all_or_nothing() {
    for polls in 0..12 {
        let service = TestService::new().await;
        let member = service.member().await;
        let text = symbols_of("app", "");
        give_up_after(polls, store(&service, &member, &text)).await;
        let is_in_order = async || {
            let rows = rows(&service).await.len();
            (blobs(&service).len(), tree(&service).len()) == (rows, rows)
        };
        wait_until(is_in_order).await;
    }
}

#[tokio::test]
async fn a_deleted_file_is_gone_everywhere() {
    let service = TestService::new().await;
    let member = service.member().await;
    for module in ["app", "other"] {
        let text = symbols_of(module, "");
        store(&service, &member, &text).await.expect("is good");
    }
    let symbols = &service.symbols;
    symbols
        .delete(&member, SymbolId(1))
        .await
        .expect("is there");
    let again = symbols.delete(&member, SymbolId(1)).await;
    assert!(matches!(again, Err(Error::NotFound(_))));
    let gone = read(&service, &member, "app").await;
    assert!(matches!(gone, Err(Error::NotFound(_))));
    assert_eq!((blobs(&service).len(), tree(&service).len()), (1, 1));
    assert!(!symbols.folder().join("app").exists());
}

#[tokio::test]
async fn nobody_uploads_or_fetches_without_saying_who_it_is() {
    let service = TestService::new().await;
    let symbols = &service.symbols;
    let upload = symbols.permit_upload(&Principal::Anonymous);
    assert!(matches!(upload, Err(Error::Unauthenticated)));
    let fetch = symbols.permit_read(&Principal::Anonymous);
    assert!(matches!(fetch, Err(Error::Unauthenticated)));
    let open = TestService::with(|settings| settings.public_symbols = true).await;
    assert!(open.symbols.permit_read(&Principal::Anonymous).is_ok());
    let upload = open.symbols.permit_upload(&Principal::Anonymous);
    assert!(matches!(upload, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn a_start_removes_what_no_row_refers_to() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "");
    store(&service, &member, &text).await.expect("is good");
    let stray = "3ec3bfc7-31e6-4d71-b88c-4b9829fa4d38";
    let shard = blobs_dir(&service).join("3/e");
    let names = [
        stray,
        &format!("{stray}.part"),
        "notes.txt",
        &format!("{stray}.bak"),
    ];
    for name in names {
        fs::write(shard.join(name), "x").expect("writes");
    }
    let build = service.symbols.folder().join("gone").join(ID);
    fs::create_dir_all(&build).expect("makes it");
    fs::write(build.join("gone.sym"), "x").expect("writes");

    let service = service.started_again(|_| {}).await;
    let expected = Report {
        symbols: 1,
        strays: 1,
        unfinished_uploads: 1,
        symbol_names: 1,
        ..Report::default()
    };
    for options in [LOOK, REPAIR] {
        let (report, _) = service.fsck(options).await.expect("looks");
        assert_eq!(report, expected);
    }
    let (report, _) = service.fsck(LOOK).await.expect("looks");
    assert!(report.is_clean());
    // What is somebody's own stays.
    let left = files_below(&shard);
    assert_eq!(
        left,
        [format!("{stray}.bak"), "notes.txt".to_owned()].map(PathBuf::from)
    );
    assert_eq!(tree(&service).len(), 1);
    assert_eq!(read(&service, &member, "app").await.expect("reads"), text);
}

#[tokio::test]
async fn a_start_makes_the_folder_for_walkers_again() {
    let service = TestService::new().await;
    let member = service.member().await;
    for module in ["app", "other"] {
        let text = symbols_of(module, "");
        store(&service, &member, &text).await.expect("is good");
    }
    let before = tree(&service);
    fs::remove_dir_all(service.symbols.folder()).expect("removes");
    let service = service.started_again(|_| {}).await;
    let (report, _) = service.fsck(REPAIR).await.expect("looks");
    assert_eq!((report.symbols, report.symbol_names), (2, 2));
    assert_eq!(tree(&service), before);
    let (report, _) = service.fsck(LOOK).await.expect("looks");
    assert!(report.is_clean());
}

#[tokio::test]
async fn a_lost_file_is_told_of_and_mended_by_the_next_upload() {
    let service = TestService::new().await;
    let member = service.member().await;
    let permit = service
        .symbols
        .permit_upload(&Principal::Member(member.clone()))
        .expect("may");
    let text = symbols_of("app", "");
    store(&service, &member, &text).await.expect("is good");
    assert!(
        service
            .symbols
            .has(&permit, &key("app"))
            .await
            .expect("looks")
    );
    let path = blobs_dir(&service).join(&blobs(&service)[0]);
    fs::remove_file(path).expect("removes");

    let service = service.started_again(|_| {}).await;
    let (report, findings) = service.fsck(REPAIR).await.expect("looks");
    assert_eq!((report.symbols, report.damaged), (1, 1));
    assert_eq!(findings, [damaged(Damage::Missing)]);
    assert_eq!(tree(&service), Vec::<PathBuf>::new());
    assert!(
        !service
            .symbols
            .has(&permit, &key("app"))
            .await
            .expect("looks")
    );
    let gone = read(&service, &member, "app").await;
    assert!(matches!(gone, Err(Error::NotFound(_))));

    let mended = store(&service, &member, &text).await.expect("is good");
    assert!(mended.is_new);
    assert_eq!(read(&service, &member, "app").await.expect("reads"), text);
    assert_eq!((rows(&service).await.len(), tree(&service).len()), (1, 1));
}

#[tokio::test]
async fn a_row_that_comes_back_finds_its_bytes() {
    let service = TestService::over(|_| {}, |store| Arc::new(DeafStore(store))).await;
    let member = service.member().await;
    let text = symbols_of("app", "");
    let failed = store(&service, &member, &text).await;
    assert!(matches!(failed, Err(Error::Store(_))));
    let service = service.started_again(|_| {}).await;
    let (report, _) = service.fsck(REPAIR).await.expect("looks");
    assert_eq!((report.symbols, report.damaged, report.strays), (1, 0, 0));
    assert_eq!(read(&service, &member, "app").await.expect("reads"), text);
    assert_eq!(tree(&service).len(), 1);
}

#[tokio::test]
async fn an_upload_in_three_steps_tells_at_last_what_came() {
    let service = TestService::new().await;
    let member = service.member().await;
    let symbols = &service.symbols;
    let permit = symbols.permit_upload(&Principal::Member(member));
    let upload = symbols.begin_handover(permit.expect("may"));
    assert!(matches!(
        symbols.permit_handover("cs_upload_x").await,
        Err(Error::NotFound(_))
    ));
    assert!(matches!(
        symbols.end_handover(&upload),
        Err(Error::Conflict(_))
    ));
    symbols.permit_handover(&upload).await.expect("is known");
    symbols.note_handover(&upload, true);
    assert!(symbols.end_handover(&upload).expect("has come"));
    assert!(matches!(
        symbols.permit_handover(&upload).await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn whole_files_are_no_finding() {
    let service = TestService::new().await;
    let member = service.member().await;
    for module in ["app", "other.pdb"] {
        let text = symbols_of(module, "");
        store(&service, &member, &text).await.expect("is good");
    }
    for options in [LOOK, REPAIR, VERIFY, VERIFY_AND_REPAIR] {
        let (report, findings) = service.fsck(options).await.expect("looks");
        assert_eq!((report.symbols, findings), (2, vec![]));
    }
}

#[tokio::test]
async fn bytes_that_have_changed_make_way_for_the_next_upload() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "FILE 0 a.c\n");
    store(&service, &member, &text).await.expect("is good");
    let path = blobs_dir(&service).join(&blobs(&service)[0]);
    fs::write(&path, text.replace("a.c", "b.c")).expect("writes");

    let (report, _) = service.fsck(LOOK).await.expect("looks");
    assert!(report.is_clean(), "lengths tell nothing");
    let (_, findings) = service.fsck(VERIFY).await.expect("looks");
    assert_eq!(findings, [damaged(Damage::Corrupt)]);
    assert_eq!((blobs(&service).len(), tree(&service).len()), (1, 1));

    let (_, findings) = service.fsck(VERIFY_AND_REPAIR).await.expect("looks");
    assert_eq!(findings, [damaged(Damage::Corrupt)]);
    assert_eq!(tree(&service), Vec::<PathBuf>::new());
    let put_aside = service
        .data_dir()
        .quarantine_dir()
        .join(path.file_name().expect("has one"));
    assert!(put_aside.is_file());
    let mended = store(&service, &member, &text).await.expect("is good");
    assert!(mended.is_new);
    let (report, _) = service.fsck(VERIFY).await.expect("looks");
    assert!(report.is_clean());
}

#[tokio::test]
async fn bytes_that_were_cut_are_mended_by_the_next_upload() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "FILE 0 a.c\n");
    store(&service, &member, &text).await.expect("is good");
    let path = blobs_dir(&service).join(&blobs(&service)[0]);
    fs::write(&path, &text[1..]).expect("writes");
    let (_, findings) = service.fsck(REPAIR).await.expect("looks");
    assert_eq!(findings, [damaged(Damage::Truncated)]);
    assert_eq!(tree(&service), Vec::<PathBuf>::new());
    store(&service, &member, &text).await.expect("is good");
    let (report, _) = service.fsck(VERIFY).await.expect("looks");
    assert!(report.is_clean());
    assert_eq!((blobs(&service).len(), tree(&service).len()), (1, 1));
}

#[tokio::test]
async fn a_name_of_other_bytes_is_made_again() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "");
    store(&service, &member, &text).await.expect("is good");
    let path = service.symbols.folder().join(format!("app/{ID}/app.sym"));
    fs::remove_file(&path).expect("removes");
    fs::write(&path, "other bytes").expect("writes");
    let names = [Finding::SymbolName { path: path.clone() }];
    let (_, findings) = service.fsck(REPAIR).await.expect("looks");
    assert_eq!(findings, names);
    assert_eq!(fs::read_to_string(&path).expect("is there"), text);
    let (report, _) = service.fsck(LOOK).await.expect("looks");
    assert!(report.is_clean());
}

#[tokio::test]
async fn beside_a_server_what_it_is_about_to_do_is_left_out() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "");
    store(&service, &member, &text).await.expect("is good");
    let shard = blobs_dir(&service).join("3/e");
    let stray = "3ec3bfc7-31e6-4d71-b88c-4b9829fa4d38";
    for name in [stray.to_owned(), format!("{stray}.part")] {
        fs::write(shard.join(name), "x").expect("writes");
    }
    let beside = service.data_dir_of_another_process();
    let (report, _) = service.fsck_in(&beside, VERIFY).await.expect("looks");
    assert!(report.is_clean());
}

fn with_room(cache_bytes: u64) -> UpstreamSettings {
    UpstreamSettings {
        servers: vec![SERVER.to_owned()],
        cache_bytes,
    }
}

const SERVER: &str = "https://symbols.example.com";

/// Keeps a file of this module as if it had been fetched.
async fn fetch(service: &TestService, module: &str, text: &str) -> Result<()> {
    let mut writer = service.symbols.begin_fetched();
    writer.write(text.as_bytes()).await?;
    let file = writer.finish().await?;
    let symbols = &service.symbols;
    symbols.keep_fetched(&key(module), file, SERVER).await
}

#[tokio::test]
async fn a_fetched_file_is_kept_as_one_that_is_uploaded() {
    let service = TestService::with(|settings| settings.upstream = with_room(1 << 20)).await;
    let member = service.member().await;
    let arrivals = service.symbols.arrivals();
    let text = symbols_of("app", "");
    fetch(&service, "app", &text).await.expect("is good");
    assert_eq!(read(&service, &member, "app").await.expect("reads"), text);
    assert_eq!(tree(&service).len(), 1);
    let rows = rows(&service).await;
    assert_eq!(rows[0].upstream.as_deref(), Some(SERVER));
    assert_eq!(rows[0].uploaded_by, model::Actor::Server);
    assert_eq!(*arrivals.borrow(), rows[0].id);
    let (report, _) = service.fsck(VERIFY).await.expect("looks");
    assert!(report.is_clean());
}

#[tokio::test]
async fn a_fetched_file_of_another_module_is_not_kept() {
    let service = TestService::with(|settings| settings.upstream = with_room(1 << 20)).await;
    let wrong = fetch(&service, "app", &symbols_of("other", "")).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    assert_eq!(rows(&service).await, []);
    wait_until(async || blobs(&service).is_empty()).await;
}

#[tokio::test]
async fn an_uploaded_file_always_wins() {
    let service = TestService::with(|settings| settings.upstream = with_room(1 << 20)).await;
    let member = service.member().await;
    let permit = service
        .symbols
        .permit_upload(&Principal::Member(member.clone()));
    let permit = permit.expect("may");
    let (fetched, own) = (symbols_of("app", ""), symbols_of("app", "FILE 0 a.c\n"));
    fetch(&service, "app", &fetched).await.expect("is good");
    let has = service.symbols.has(&permit, &key("app")).await;
    assert!(!has.expect("looks"), "its upload is wanted");
    // The same bytes, too: they are then no cache.
    for text in [&fetched, &own] {
        let kept = store(&service, &member, text).await.expect("is good");
        assert!(kept.is_new);
        assert_eq!(kept.symbol.upstream, None);
        let other = symbols_of("app", "FILE 0 b.c\n");
        fetch(&service, "app", &other).await.expect("is good");
        assert_eq!(&read(&service, &member, "app").await.expect("reads"), text);
    }
    wait_until(async || blobs(&service).len() == 1).await;
    assert_eq!(rows(&service).await.len(), 1);
}

#[tokio::test]
async fn a_key_replaces_no_fetched_file() {
    let service = TestService::with(|settings| settings.upstream = with_room(1 << 20)).await;
    let (member, staff) = (service.member().await, service.staff().await);
    let draft = ClientDraft {
        name: Some("builds".to_owned()),
        scopes: Some(vec!["upload".to_owned()]),
        ..ClientDraft::default()
    };
    let issued = service.clients.create(&staff, draft).await.expect("makes");
    let builds = service.sessions.authenticate_key(&issued.secret).await;
    let builds = builds.expect("gets in");
    let fetched = symbols_of("app", "");
    fetch(&service, "app", &fetched).await.expect("is good");
    let other = store_as(&service, &builds, &symbols_of("app", "FILE 0 a.c\n")).await;
    assert!(matches!(other, Err(Error::MissingScope(_))), "{other:?}");
    assert_eq!(
        read(&service, &member, "app").await.expect("reads"),
        fetched
    );
    // The same bytes change nothing that anybody reads.
    let same = store_as(&service, &builds, &fetched).await;
    assert_eq!(same.expect("is good").symbol.upstream, None);
}

#[tokio::test]
async fn the_oldest_fetched_files_make_room() {
    let texts = ["a", "b", "c"].map(|module| symbols_of(module, ""));
    let two = 2 * texts[0].len() as u64;
    let service = TestService::with(|settings| settings.upstream = with_room(two)).await;
    let member = service.member().await;
    // What is uploaded takes no room of theirs, and does not go.
    let own = symbols_of("own", "");
    store(&service, &member, &own).await.expect("is good");
    for (module, text) in ["a", "b", "c"].into_iter().zip(&texts) {
        fetch(&service, module, text).await.expect("is good");
    }
    let modules = async |service: &TestService| -> Vec<String> {
        let rows = rows(service).await;
        let name = |symbol: &Symbol| symbol.module.debug_file.to_string();
        rows.iter().map(name).collect()
    };
    assert_eq!(modules(&service).await, ["c", "b", "own"]);
    assert_eq!((blobs(&service).len(), tree(&service).len()), (3, 3));
    assert!(!service.symbols.folder().join("a").exists());

    let too_large = fetch(&service, "d", &symbols_of("d", &"x".repeat(200))).await;
    assert!(matches!(too_large, Err(Error::TooLarge { .. })));
    // With less room at the next start.
    let service = service
        .started_again(|settings| settings.upstream = with_room(two / 2))
        .await;
    service.symbols.begin_asking().await.expect("begins");
    assert_eq!(modules(&service).await, ["c", "own"]);
}

#[tokio::test]
async fn an_upload_in_three_steps_ends_with_whoever_began_it() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let draft = ClientDraft {
        name: Some("ci".to_owned()),
        scopes: Some(vec!["upload".to_owned()]),
        ..ClientDraft::default()
    };
    let issued = service.clients.create(&staff, draft).await.expect("makes");
    let principal = service.sessions.authenticate_secret(&issued.secret).await;
    let permit = service.symbols.permit_upload(&principal.expect("gets in"));
    let upload = service.symbols.begin_handover(permit.expect("may"));
    service
        .symbols
        .permit_handover(&upload)
        .await
        .expect("gets in");
    let revoked = service.clients.revoke(&staff, issued.client.id).await;
    revoked.expect("revokes");
    let permit = service.symbols.permit_handover(&upload).await;
    assert!(matches!(permit, Err(Error::NotFound(_))), "{permit:?}");
}

#[tokio::test]
async fn what_could_not_be_given_to_stacks_is_new_when_it_can() {
    let service = TestService::new().await;
    let member = service.member().await;
    let text = symbols_of("app", "");
    let module = service.symbols.folder().join("app");
    fs::write(&module, "").expect("is in the way");
    let failed = store(&service, &member, &text).await;
    assert!(matches!(failed, Err(Error::Io(_))), "{failed:?}");
    let mut arrivals = service.symbols.arrivals();
    arrivals.mark_unchanged();
    fs::remove_file(&module).expect("is out of the way");
    let kept = store(&service, &member, &text).await.expect("is good");
    assert!(kept.is_new);
    assert!(arrivals.has_changed().expect("there is a sender"));
    assert_eq!(tree(&service).len(), 1);
}
