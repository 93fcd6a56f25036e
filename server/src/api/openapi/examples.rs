//! Values that the description shows more than once.

use model::{
    Actor, Attachment, AttachmentId, Crash, DayOfCrashes, DumpChange, DumpId, Origin,
    ProcessingState, Regrouping, Sha256, Share, SignatureCount, SignatureId, SignatureState,
    SignatureSummary, SymbolId, SymbolModule,
};
use serde_json::{Value, json};

const SHA256: &str = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
const ACCESS: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.c2lnbmF0dXJl";
const REFRESH: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.c2lnbmF0dXJl";

/// A dump as it is really written.
pub(crate) fn dump() -> Value {
    let dump = model::Dump {
        id: DumpId(1),
        original_name: "app.dmp".to_owned(),
        stored_name: "3ec3bfc7-31e6-4d71-b88c-4b9829fa4d38"
            .parse()
            .expect("a UUID"),
        time: "2026-11-22T06:26:36.231813Z".parse().expect("a moment"),
        label: "v1.2.3".to_owned(),
        archived: false,
        size: 3,
        sha256: SHA256.parse::<Sha256>().expect("a hash"),
        damage: None,
        archived_size: None,
    };
    serde_json::to_value(dump).expect("plain data")
}

/// An event as it is really written.
pub(crate) fn dump_event() -> Value {
    let event = model::DumpEvent {
        number: 2,
        time: "2026-11-23T09:12:05.502946Z".parse().expect("a moment"),
        actor: Some(Actor::User("ada@example.com".to_owned())),
        change: DumpChange::Labelled {
            old_label: "v1.2.3".to_owned(),
            new_label: "triaged".to_owned(),
        },
    };
    serde_json::to_value(event).expect("plain data")
}

/// A submission as it is really written.
pub(crate) fn submission() -> Value {
    let text = |text: &str| Some(text.to_owned());
    let annotations = [("prod", "Paint"), ("ver", "1.2.3"), ("channel", "beta")];
    let submission = model::Submission {
        report_id: "d5239940-4679-488b-8844-6f553b415887"
            .parse()
            .expect("a UUID"),
        origin: Origin {
            product: text("Paint"),
            version: text("1.2.3"),
            platform: None,
            process_type: None,
            client_guid: None,
        },
        annotations: annotations
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
        attachments: vec![Attachment {
            id: AttachmentId(1),
            name: "app.log".to_owned(),
            size: 3,
            sha256: SHA256.parse::<Sha256>().expect("a hash"),
            damage: None,
        }],
    };
    serde_json::to_value(submission).expect("plain data")
}

/// What processing came to, as it is really written.
pub(crate) fn processing() -> Value {
    let text = |text: &str| Some(text.to_owned());
    let processing = model::Processing {
        state: ProcessingState::Done,
        ended_at: Some("2026-11-22T06:26:37.102938Z".parse().expect("a moment")),
        note: None,
        crash: Crash {
            signature: text("parse_line"),
            reason: text("SIGSEGV / SEGV_MAPERR"),
            address: text("0x0000000000000010"),
            module: text("app"),
            function: text("parse_line"),
            os: text("Linux"),
            cpu: text("amd64"),
        },
    };
    serde_json::to_value(processing).expect("plain data")
}

/// A signature in a list, as it is really written.
pub(crate) fn signature() -> Value {
    serde_json::to_value(signature_summary()).expect("plain data")
}

pub(crate) fn signature_details() -> Value {
    let details = model::SignatureDetails {
        summary: signature_summary(),
        products: shares(&[(Some("Paint"), 3)]),
        modules: shares(&[(Some("app"), 3)]),
        labels: shares(&[(Some("Paint"), 2), (None, 1)]),
        days: vec![DayOfCrashes {
            day: "2026-11-22".parse().expect("a day"),
            crashes: 3,
        }],
    };
    serde_json::to_value(details).expect("plain data")
}

fn signature_summary() -> SignatureSummary {
    SignatureSummary {
        id: SignatureId(1),
        signature: "abort | parse_line".to_owned(),
        crashes: 3,
        first_seen: "2026-11-22T06:26:36.231813Z".parse().expect("a moment"),
        last_seen: "2026-11-22T09:12:05.502946Z".parse().expect("a moment"),
        first_version: Some("1.9".to_owned()),
        state: SignatureState::Resolved,
        resolved_in: Some("1.10".to_owned()),
        regressed_in: None,
        state_changed_at: Some("2026-11-23T09:12:05.502946Z".parse().expect("a moment")),
        state_changed_by: Some(Actor::User("ada@example.com".to_owned())),
        note: "See issue 17.".to_owned(),
        versions: shares(&[(Some("1.9"), 2), (None, 1)]),
        platforms: shares(&[(Some("linux"), 3)]),
        trend: [vec![0; 28], vec![3, 0]].concat(),
    }
}

fn shares(values: &[(Option<&str>, u64)]) -> Vec<Share> {
    let share = |&(value, crashes): &(Option<&str>, u64)| Share {
        value: value.map(str::to_owned),
        crashes,
    };
    values.iter().map(share).collect()
}

pub(crate) fn signature_change() -> Value {
    json!({ "state": "resolved", "resolved_in": "1.10", "note": "See issue 17." })
}

pub(crate) fn signature_patterns() -> Value {
    json!({ "ignore": ["app::log::*"], "prefix": ["app::List::*"], "sentinel": [] })
}

pub(crate) fn signature_rules() -> Value {
    let rules = model::SignatureRules {
        version: 1,
        patterns: serde_json::from_value(signature_patterns()).expect("patterns"),
        changed_at: Some("2026-11-23T09:12:05.502946Z".parse().expect("a moment")),
        changed_by: Some(Actor::User("ada@example.com".to_owned())),
        outdated: 0,
    };
    serde_json::to_value(rules).expect("plain data")
}

pub(crate) fn dry_run() -> Value {
    let regrouping = |signature: &str, groups: &[(&str, u64)]| Regrouping {
        signature: signature.to_owned(),
        groups: groups
            .iter()
            .map(|&(signature, crashes)| SignatureCount {
                signature: signature.to_owned(),
                crashes,
            })
            .collect(),
    };
    let outcome = model::DryRun {
        crashes: 20,
        changed: 5,
        merges: vec![regrouping("app::read", &[("app::log::write", 2)])],
        splits: Vec::new(),
        moves: vec![regrouping(
            "app::List::at",
            &[("app::List::at | app::draw", 3)],
        )],
        is_cut: false,
    };
    serde_json::to_value(outcome).expect("plain data")
}

/// A symbol file as it is really written.
pub(crate) fn symbol() -> Value {
    let text = |text: &str| Some(text.to_owned());
    let symbol = model::Symbol {
        id: SymbolId(1),
        module: SymbolModule {
            debug_file: "app.pdb".parse().expect("a name"),
            debug_id: "5A9832E5287241C1838ED98914E9B7FF1"
                .parse()
                .expect("an identifier"),
            os: "windows".to_owned(),
            cpu: "x86_64".to_owned(),
            code_file: text("app.exe"),
            code_id: text("45D35F6C2d000"),
        },
        size: 3,
        sha256: SHA256.parse::<Sha256>().expect("a hash"),
        uploaded_at: "2026-11-23T09:12:05.502946Z".parse().expect("a moment"),
        uploaded_by: Actor::Client("Nightly builds".to_owned()),
        upstream: None,
    };
    serde_json::to_value(symbol).expect("plain data")
}

/// A module without symbols as it is really written.
pub(crate) fn missing_module() -> Value {
    let text = |text: &str| Some(text.to_owned());
    let missing = model::MissingModule {
        debug_file: "app.pdb".parse().expect("a name"),
        debug_id: "5A9832E5287241C1838ED98914E9B7FF1"
            .parse()
            .expect("an identifier"),
        os: text("Windows NT"),
        cpu: text("amd64"),
        code_file: text("app.exe"),
        code_id: text("45D35F6C2d000"),
        is_system_library: false,
        is_broken: false,
        dumps: 12,
        last_seen_at: "2026-11-23T09:12:05.502946Z".parse().expect("a moment"),
    };
    serde_json::to_value(missing).expect("plain data")
}

pub(crate) fn kept_symbol() -> Value {
    let mut kept = symbol();
    kept["is_new"] = true.into();
    kept
}

pub(crate) fn dump_form() -> Value {
    json!({ "file": "(the bytes of app.dmp)", "label": "v1.2.3" })
}

pub(crate) fn label_form() -> Value {
    json!({ "label": "triaged" })
}

pub(crate) fn credentials() -> Value {
    json!({ "email": "user@example.com", "password": "SecurePass123!" })
}

pub(crate) fn registered() -> Value {
    json!({ "id": 2, "email": "user@example.com" })
}

pub(crate) fn tokens() -> Value {
    json!({ "refresh": REFRESH, "access": ACCESS })
}

pub(crate) fn access_token() -> Value {
    json!({ "access": ACCESS })
}

pub(crate) fn refresh_form() -> Value {
    json!({ "refresh": REFRESH })
}

pub(crate) fn client_secret_form() -> Value {
    json!({ "client_secret": "the secret of machines" })
}

pub(crate) fn account() -> Value {
    json!({ "id": 4, "email": "new@example.com", "is_active": true, "is_staff": false })
}

pub(crate) fn account_form() -> Value {
    json!({
        "email": "new@example.com", "password": "SecurePass123!",
        "is_active": true, "is_staff": false,
    })
}

pub(crate) fn account_change() -> Value {
    json!({ "is_active": false })
}

pub(crate) fn client() -> Value {
    json!({
        "id": 1, "name": "Nightly builds", "scopes": ["upload"],
        "created_at": "2026-11-22T06:26:36.231813Z", "expires_at": null, "revoked_at": null,
        "last_used_at": null,
    })
}

pub(crate) fn issued_client() -> Value {
    let mut issued = client();
    issued["secret"] = "cs_0123456789abcdefghijABCDEFGHIJ0123456789abc".into();
    issued
}

pub(crate) fn client_form() -> Value {
    json!({ "name": "Nightly builds", "scopes": ["upload"], "expires_at": null })
}

pub(crate) fn client_change() -> Value {
    json!({ "scopes": ["upload", "read"] })
}

pub(crate) fn throttle_rule() -> Value {
    let mut rule = throttle_rule_form();
    rule["discarded"] = 1234.into();
    rule["last_discarded_at"] = "2026-11-23T09:12:05.502946Z".into();
    rule
}

pub(crate) fn throttle_rule_form() -> Value {
    json!({
        "name": "old-versions", "product": "Paint", "version": "1.*", "key": null, "share": 10,
        "per_minute": 60,
    })
}

pub(crate) fn no_credentials() -> Value {
    json!({ "detail": "Authentication credentials were not provided." })
}

pub(crate) fn required_fields() -> Value {
    json!({ "email": ["This field is required."], "password": ["This field is required."] })
}
