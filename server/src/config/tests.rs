//! Whole configurations.

use std::path::{Path, PathBuf};

use ini::Ini;

use super::reader::{Reader, syntax};
use super::*;

const SECRETS: &str = "[server]\nsecret_key = 0123456789abcdef0123\n";

fn read(text: &str) -> Result<Loaded, ConfigError> {
    read_with(text, |_| None)
}

fn read_with(text: &str, environment: fn(&str) -> Option<String>) -> Result<Loaded, ConfigError> {
    let location = Location {
        file: PathBuf::from("/etc/crash-store/config.ini"),
        is_new: false,
    };
    let ini = Ini::load_from_str_opt(text, syntax()).expect("the text is INI");
    Config::read(Reader::new(&location, &ini, environment))
}

fn problems(text: &str) -> Vec<String> {
    match read(text) {
        Err(ConfigError::Invalid(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("expected mistakes: {other:?}"),
    }
}

#[test]
fn the_example_says_what_the_defaults_are() {
    let example = include_str!("../../../config.example.ini");
    let example = read(&example.replace("secret_key =", "secret_key = 0123456789abcdef0123"))
        .expect("the example is good");
    assert_eq!(example.unknown, []);
    assert_eq!(example.config, read(SECRETS).expect("good").config);
}

#[test]
fn the_example_names_every_key() {
    // What the reader is asked for is what exists; a key that the example lacks would
    // be an unknown key of a file that sets everything.
    let every_key = "[server]\nbind=127.0.0.1:1\npublic_url=http://x\nsecret_key=0123456789abcdef0\n\
        debug=false\nallowed_hosts=x\ntrusted_proxies=::1\n\
        [paths]\ndata_dir=d\ndumps_dir=e\n[archive]\ndir=f\nlevel=19\n\
        [symbols]\ndir=g\nmax_bytes=1\npublic=true\nupstream=http://x\nupstream_cache_bytes=1\n\
        upstream_timeout_seconds=1\n[database]\nurl=sqlite:x\n\
        [auth]\naccess_token_minutes=1\nrefresh_token_days=1\nclient_token_minutes=1\n\
        allow_registration=false\nanonymous_upload=false\nlogin_attempts_per_minute=0\n\
        [machine]\nsecret=0123456789abcdef0\nemail=machine@x.org\n\
        [limits]\nmax_upload_bytes=1\nreserve_bytes=1\nmax_connections=1\nhead_timeout_seconds=1\n\
        idle_timeout_seconds=1\nshutdown_timeout_seconds=1\n\
        [processing]\nworkers=0\nmax_memory=1GiB\nmax_cpu_seconds=1\nmax_seconds=1\nmax_report_bytes=1MiB\nmax_unpacked_bytes=1MiB\n";
    assert_eq!(read(every_key).expect("good").unknown, []);
    let example = include_str!("../../../config.example.ini");
    let keys = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('='))
            .map(|(key, _)| key.trim().to_owned())
            .collect()
    };
    assert_eq!(keys(example), keys(every_key));
}

#[test]
fn the_file_of_the_django_service_works_unchanged() {
    let loaded = read(
        "[paths]\ndumps_dir = /srv/dumps\n\
         [django]\nSECRET_KEY = a%b$c#d;0123456789abcdef\nDEBUG = False\n\
         [machine]\nsecret = machine-secret-0123456789\nemail = machine@Crashstore.Example\n",
    )
    .expect("good");
    assert_eq!(loaded.unknown, []);
    let config = loaded.config;
    assert_eq!(config.paths.dumps_dir, Path::new("/srv/dumps"));
    assert_eq!(config.server.secret_key, "a%b$c#d;0123456789abcdef");
    assert_eq!(config.machine.email.as_str(), "machine@crashstore.example");
}

#[test]
fn a_secret_of_the_django_service_keeps_its_quotes_and_backslashes() {
    let text = "[django]\nSECRET_KEY = \"0123456789\\nabcdef\"\n";
    let config = read(text).expect("good").config;
    assert_eq!(config.server.secret_key, r#""0123456789\nabcdef""#);
    assert_eq!(
        problems("[django]\nSECRET_KEY = short\n")
            .first()
            .map(|text| { text.contains("[django] secret_key") }),
        Some(true)
    );
}

#[test]
fn a_bad_value_names_file_section_key_and_what_is_allowed() {
    assert_eq!(
        problems(&format!(
            "{SECRETS}[limits]\nmax_upload_bytes = lots\n[auth]\nanonymous_upload = maybe\n"
        )),
        [
            "/etc/crash-store/config.ini: [auth] anonymous_upload = maybe is not allowed; \
             it takes true or false",
            "/etc/crash-store/config.ini: [limits] max_upload_bytes = lots is not allowed; \
             it takes a number of bytes, such as 1048576, 500MiB or 16GiB",
        ]
    );
}

#[test]
fn the_archive_is_no_part_of_the_dumps() {
    let read = |dir: &str| {
        read(&format!(
            "{SECRETS}[paths]\ndumps_dir = d\n[archive]\ndir = {dir}\n"
        ))
    };
    for dir in ["a", "dd", "../d"] {
        let config = read(dir).expect("good").config;
        assert_eq!(
            config.archive.dir,
            Some(Path::new("/etc/crash-store").join(dir))
        );
        assert_eq!(config.archive.level, 3);
    }
    for dir in ["d", "d/", "d/0", "."] {
        let text = format!("{SECRETS}[paths]\ndumps_dir = d\n[archive]\ndir = {dir}\n");
        assert!(
            problems(&text)[0].contains("[archive] dir has to be a folder beside"),
            "{dir}"
        );
    }
}

#[test]
fn zstd_has_levels_from_1_to_19() {
    for level in ["0", "20", "-1", "fast"] {
        let text = format!("{SECRETS}[archive]\nlevel = {level}\n");
        assert!(
            problems(&text)[0].contains("a whole number from 1 to 19"),
            "{level}"
        );
    }
}

#[test]
fn an_unknown_key_is_reported() {
    let loaded = read(&format!("{SECRETS}[limits]\nmax_upload_size = 1\n")).expect("good");
    assert_eq!(loaded.unknown.len(), 1);
    assert!(
        loaded.unknown[0]
            .to_string()
            .contains("[limits] max_upload_size")
    );
}

#[test]
fn weak_secrets_are_refused_outside_debug_and_not_shown() {
    let weak = "[server]\nsecret_key = changeme-please\n";
    assert!(!problems(weak)[0].contains("changeme-please"));
    assert!(read(&format!("{weak}debug = true\n")).is_ok());
    assert!(problems("[server]\n")[0].contains("is missing"));
}

#[test]
fn the_environment_overrides_the_file() {
    let loaded = read_with(&format!("{SECRETS}[limits]\nreserve_bytes = 1\n"), |name| {
        (name == "CRASH_STORE_LIMITS_RESERVE_BYTES").then(|| "2".to_owned())
    });
    assert_eq!(loaded.expect("good").config.limits.reserve_bytes, 2);
}

#[test]
fn relative_paths_start_from_the_folder_of_the_file() {
    let config = read(&format!("{SECRETS}[paths]\ndata_dir = data\n"))
        .expect("good")
        .config;
    assert_eq!(
        config.paths.dumps_dir,
        Path::new("/etc/crash-store/data/dumps")
    );
    assert_eq!(
        config.database.file,
        Path::new("/etc/crash-store/data/crash-store.sqlite3")
    );
}

#[test]
fn what_is_in_force_is_told_in_full() {
    let text = format!("{SECRETS}[paths]\ndata_dir = data\n[processing]\nworkers = 3\n");
    let loaded = read(&text).expect("good");
    let value = |section: &str, key: &str| {
        let is_it = |entry: &&ConfigKey| (&*entry.section, &*entry.key) == (section, key);
        let entry = loaded.in_force.iter().find(is_it).expect("is listed");
        entry.value.clone().expect("is no secret")
    };
    assert_eq!(value("paths", "data_dir"), "/etc/crash-store/data");
    assert_eq!(value("paths", "dumps_dir"), "/etc/crash-store/data/dumps");
    assert_eq!(value("symbols", "dir"), "/etc/crash-store/data/symbols");
    assert_eq!(
        value("database", "url"),
        "sqlite:/etc/crash-store/data/crash-store.sqlite3"
    );
    assert_eq!(value("processing", "workers"), "3");
    // Unset is not the address that it listens at: links then go where the reader is.
    assert_eq!(value("server", "public_url"), "");
    for (section, key) in loaded.config.resolved().into_keys() {
        if (section, key) != ("archive", "dir") {
            assert_ne!(value(section, key), "", "[{section}] {key}");
        }
    }
    assert_eq!(value("archive", "dir"), "");
}
