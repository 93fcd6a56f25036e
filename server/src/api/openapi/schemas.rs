//! Schemas of what the API takes and gives that no type of this crate describes.
//!
//! The types of `model` stay free of this description, and bodies of requests are read
//! field by field; so these structs are never made. Some are serializable because the
//! notation for a choice of two shapes is serde's. Tests hold the keys of the real
//! types against them.

#![expect(dead_code, reason = "only their schemas are used")]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::examples;

/// A crash dump.
#[derive(ToSchema)]
#[schema(example = examples::dump)]
pub(crate) struct Dump {
    /// Counts up from 1 and is never given again.
    #[schema(minimum = 1)]
    id: i64,
    /// The uploader's name for the file, without any folder.
    #[schema(min_length = 1, max_length = 255)]
    original_name: String,
    /// Name of the bytes in the server's storage: a random (version 4) UUID.
    stored_name: Uuid,
    /// When the upload was complete; microseconds are left out when they are zero.
    time: DateTime<Utc>,
    /// `""` when none was given.
    #[schema(max_length = 255)]
    label: String,
    /// Whether the bytes lie in the archive.
    archived: bool,
    /// Length in bytes.
    size: u64,
    /// SHA-256 of the bytes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// What the last check of the stored bytes found wrong with them; absent when nothing.
    #[schema(nullable = false)]
    damage: Option<Damage>,
    /// What the bytes take in the archive, compressed; absent when they do not lie there.
    #[schema(nullable = false)]
    archived_size: Option<u64>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Damage {
    /// There is no file.
    Missing,
    /// The file's length is not the dump's.
    Truncated,
    /// The bytes have another SHA-256.
    Corrupt,
}

/// One thing that was done to a dump.
#[derive(ToSchema)]
#[schema(example = examples::dump_event)]
pub(crate) struct DumpEvent {
    /// Counts up from 1, the upload.
    #[schema(minimum = 1)]
    number: u64,
    time: DateTime<Utc>,
    /// `null` for an upload from before the server kept histories.
    #[schema(required)]
    actor: Option<Actor>,
    event: DumpEventKind,
    /// With `labelled`; `""` is none.
    #[schema(nullable = false)]
    old_label: Option<String>,
    /// With `labelled`; `""` is none.
    #[schema(nullable = false)]
    new_label: Option<String>,
    /// With `replaced`.
    #[schema(nullable = false)]
    old_file: Option<DumpFile>,
    /// With `replaced`.
    #[schema(nullable = false)]
    new_file: Option<DumpFile>,
    /// With `damaged`.
    #[schema(nullable = false)]
    damage: Option<Damage>,
}

/// A symbol file in Breakpad's format.
#[derive(ToSchema)]
#[schema(example = examples::symbol)]
pub(crate) struct Symbol {
    /// Counts up from 1; a file that replaces another has a new one.
    #[schema(minimum = 1)]
    id: i64,
    /// The name of the file that the debug information came from.
    #[schema(min_length = 1, max_length = 251)]
    debug_file: String,
    /// Which build of the module: signature and age.
    debug_id: String,
    os: String,
    cpu: String,
    /// The name of the program or library; `null` when the file does not say.
    #[schema(required)]
    code_file: Option<String>,
    #[schema(required)]
    code_id: Option<String>,
    /// Length in bytes.
    size: u64,
    /// SHA-256 of the bytes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    uploaded_at: DateTime<Utc>,
    uploaded_by: Actor,
    /// The symbol server that it was fetched from; `null` for one that was uploaded.
    #[schema(required)]
    upstream: Option<String>,
}

/// A module that dumps lack symbols of.
#[derive(ToSchema)]
#[schema(example = examples::missing_module)]
pub(crate) struct MissingModule {
    /// The name of the file that its debug information is in.
    #[schema(min_length = 1, max_length = 251)]
    debug_file: String,
    /// Which build of the module: signature and age.
    debug_id: String,
    /// Of a dump with it; `null` where none says.
    #[schema(required)]
    os: Option<String>,
    #[schema(required)]
    cpu: Option<String>,
    /// The name of the program or library.
    #[schema(required)]
    code_file: Option<String>,
    #[schema(required)]
    code_id: Option<String>,
    /// Whether it seems to come with the system, so that a symbol server of its maker has it.
    is_system_library: bool,
    /// How many dumps its symbols would make more readable.
    #[schema(minimum = 1)]
    dumps: u64,
    /// When the last of these dumps came.
    last_seen_at: DateTime<Utc>,
}

/// What has become of an uploaded symbol file.
#[derive(ToSchema)]
#[schema(example = examples::kept_symbol)]
pub(crate) struct KeptSymbol {
    /// Counts up from 1; a file that replaces another has a new one.
    #[schema(minimum = 1)]
    id: i64,
    /// The name of the file that the debug information came from.
    #[schema(min_length = 1, max_length = 251)]
    debug_file: String,
    /// Which build of the module: signature and age.
    debug_id: String,
    os: String,
    cpu: String,
    /// The name of the program or library; `null` when the file does not say.
    #[schema(required)]
    code_file: Option<String>,
    #[schema(required)]
    code_id: Option<String>,
    /// Length in bytes.
    size: u64,
    /// SHA-256 of the bytes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    uploaded_at: DateTime<Utc>,
    uploaded_by: Actor,
    /// `null`: it was uploaded.
    #[schema(required)]
    upstream: Option<String>,
    /// The same file was not there before.
    is_new: bool,
}

#[derive(ToSchema)]
pub(crate) struct SymbolForm {
    /// A symbol file, plain or compressed, or a ZIP of many.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    symbol_file: String,
}

/// What a crash client sent with a dump.
#[derive(ToSchema)]
#[schema(example = examples::submission)]
pub(crate) struct Submission {
    /// The client's own id of the report, or one made for it.
    report_id: Uuid,
    /// `null` when the client did not tell, as the next ones.
    #[schema(required)]
    product: Option<String>,
    #[schema(required)]
    version: Option<String>,
    #[schema(required)]
    platform: Option<String>,
    #[schema(required)]
    process_type: Option<String>,
    /// Which installation it comes from.
    #[schema(required)]
    client_guid: Option<String>,
    /// Everything that the client told, these among it.
    annotations: BTreeMap<String, String>,
    attachments: Vec<Attachment>,
}

/// A file that came with a dump.
#[derive(ToSchema)]
pub(crate) struct Attachment {
    #[schema(minimum = 1)]
    id: i64,
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// Length in bytes.
    size: u64,
    /// SHA-256 of the bytes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// As with dumps.
    #[schema(nullable = false)]
    damage: Option<Damage>,
}

/// How far processing of a dump is, and what it came to.
#[derive(ToSchema)]
#[schema(example = examples::processing)]
pub(crate) struct Processing {
    state: ProcessingState,
    /// When it was over; `null` before.
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    /// For people: what the file is, or why there is no report.
    #[schema(required)]
    note: Option<String>,
    /// Crashes with the same are taken for the same. `null` without a report, as the next ones.
    #[schema(required)]
    signature: Option<String>,
    #[schema(required)]
    reason: Option<String>,
    #[schema(required)]
    address: Option<String>,
    /// Where it happened, as the next one.
    #[schema(required)]
    module: Option<String>,
    #[schema(required)]
    function: Option<String>,
    #[schema(required)]
    os: Option<String>,
    #[schema(required)]
    cpu: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ProcessingState {
    /// It waits for its turn.
    Queued,
    Running,
    /// There is a report.
    Done,
    /// A report could not be made.
    Failed,
    /// The file is no minidump.
    Other,
}

/// Who did something, by the name of that time.
#[derive(ToSchema)]
pub(crate) struct Actor {
    kind: ActorKind,
    /// The address of an account, or the name of a client; absent for the others.
    #[schema(nullable = false)]
    name: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ActorKind {
    /// A person's account.
    User,
    /// A machine with a secret of its own.
    Client,
    /// Any machine with the operator's secret: `[machine] secret`.
    Machine,
    /// Somebody without credentials.
    Anonymous,
    /// The server, when it checks the stored bytes.
    Server,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum DumpEventKind {
    Uploaded,
    /// It got another label.
    Labelled,
    /// It got another file.
    Replaced,
    /// Its bytes moved to the archive.
    Archived,
    /// Its bytes moved out of the archive.
    Restored,
    /// A check of the stored bytes found something wrong with them.
    Damaged,
    /// A check found them whole again.
    Healed,
}

/// The file that a dump was at some time.
#[derive(ToSchema)]
pub(crate) struct DumpFile {
    #[schema(min_length = 1, max_length = 255)]
    original_name: String,
    /// Length in bytes.
    size: u64,
    /// SHA-256 of the bytes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
}

/// A new dump.
#[derive(ToSchema)]
#[schema(example = examples::dump_form)]
pub(crate) struct NewDump {
    /// The dump, with the name of its file. At least one byte.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// Padding is dropped; may be empty.
    #[schema(max_length = 255, nullable = false, default = "")]
    label: Option<String>,
}

/// New bytes for a dump.
#[derive(ToSchema)]
#[schema(example = examples::dump_form)]
pub(crate) struct DumpReplacement {
    /// The dump, with the name of its file. At least one byte.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// Without it the label stays as it is.
    #[schema(max_length = 255, nullable = false)]
    label: Option<String>,
}

/// Changes of a dump; what is left out stays as it is.
#[derive(ToSchema)]
#[schema(example = examples::dump_form)]
pub(crate) struct DumpChanges {
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream", required = false)]
    file: Vec<u8>,
    #[schema(max_length = 255, nullable = false)]
    label: Option<String>,
}

/// A label for a dump.
#[derive(ToSchema)]
#[schema(example = examples::label_form)]
pub(crate) struct LabelChange {
    /// Padding is dropped; empty for none.
    #[schema(max_length = 255, nullable = false)]
    label: Option<String>,
}

/// Address and password.
#[derive(ToSchema)]
#[schema(example = examples::credentials)]
pub(crate) struct Credentials {
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(min_length = 8, format = Password)]
    password: String,
}

#[derive(ToSchema)]
#[schema(example = examples::refresh_form)]
pub(crate) struct RefreshToken {
    /// A refresh token of a login.
    refresh: String,
}

#[derive(ToSchema)]
#[schema(example = examples::client_secret_form)]
pub(crate) struct ClientSecret {
    /// The secret of a client, or the one that the operator gave to all machines:
    /// `[machine] secret`.
    #[schema(format = Password)]
    client_secret: String,
}

/// An account to be made, or to be set in whole.
#[derive(ToSchema)]
#[schema(example = examples::account_form)]
pub(crate) struct NewAccount {
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(min_length = 8, format = Password)]
    password: String,
    /// Left out: `true` for a new account, otherwise as it was.
    #[schema(nullable = false)]
    is_active: Option<bool>,
    /// Left out: `false` for a new account, otherwise as it was.
    #[schema(nullable = false)]
    is_staff: Option<bool>,
}

/// Changes of an account; what is left out stays as it is.
#[derive(ToSchema)]
#[schema(example = examples::account_change)]
pub(crate) struct AccountChanges {
    #[schema(max_length = 254, format = Email, nullable = false)]
    email: Option<String>,
    #[schema(min_length = 8, format = Password, nullable = false)]
    password: Option<String>,
    #[schema(nullable = false)]
    is_active: Option<bool>,
    #[schema(nullable = false)]
    is_staff: Option<bool>,
}

/// A machine that is known by name.
#[derive(ToSchema)]
#[schema(example = examples::client)]
pub(crate) struct Client {
    /// Counts up from 1 and is never given again.
    #[schema(minimum = 1)]
    id: i64,
    /// No two differ in case alone.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    scopes: Vec<Scope>,
    created_at: DateTime<Utc>,
    /// The first moment at which it does not get in any more; `null` is never.
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
    #[schema(required)]
    revoked_at: Option<DateTime<Utc>>,
    /// To the minute.
    #[schema(required)]
    last_used_at: Option<DateTime<Utc>>,
}

/// A client, and the secret that it has just been given.
#[derive(ToSchema)]
#[schema(example = examples::issued_client)]
pub(crate) struct IssuedClient {
    #[schema(minimum = 1)]
    id: i64,
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    scopes: Vec<Scope>,
    created_at: DateTime<Utc>,
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
    #[schema(required)]
    revoked_at: Option<DateTime<Utc>>,
    #[schema(required)]
    last_used_at: Option<DateTime<Utc>>,
    /// Shown this once: the server keeps no more than its SHA-256.
    secret: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Add dumps and symbol files.
    Upload,
    /// List, view and download dumps.
    Read,
    /// Change, replace and delete dumps; includes `read`.
    Write,
}

/// A client to be made.
#[derive(ToSchema)]
#[schema(example = examples::client_form)]
pub(crate) struct NewClient {
    /// Padding is dropped.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// At least one; in a form a text, with spaces between them.
    scopes: Vec<Scope>,
    /// In the future; left out or `null` it is never.
    expires_at: Option<DateTime<Utc>>,
}

/// Changes of a client; what is left out stays as it is.
#[derive(ToSchema)]
#[schema(example = examples::client_change)]
pub(crate) struct ClientChanges {
    /// Padding is dropped.
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    /// At least one; in a form a text, with spaces between them.
    #[schema(nullable = false)]
    scopes: Option<Vec<Scope>>,
    /// In the future; `null` is never.
    expires_at: Option<DateTime<Utc>>,
}

/// One error in words. Errors about a token have a `code`; those about a bearer token
/// that is not to be believed also `messages`.
#[derive(Serialize, ToSchema)]
#[schema(example = examples::no_credentials)]
#[expect(clippy::struct_field_names, reason = "the key is the wire contract's")]
pub(crate) struct Detail {
    detail: String,
    #[schema(nullable = false)]
    code: Option<TokenErrorCode>,
    #[schema(nullable = false)]
    messages: Option<Vec<BearerFault>>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenErrorCode {
    BadAuthorizationHeader,
    TokenNotValid,
    UserNotFound,
    UserInactive,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct BearerFault {
    token_class: String,
    token_type: String,
    message: String,
}

/// What is wrong with each field; with the request as a whole under `non_field_errors`.
#[derive(Serialize, ToSchema)]
#[schema(example = examples::required_fields)]
pub(crate) struct FieldErrors(BTreeMap<String, Vec<String>>);

/// What is wrong with the fields, or why the body cannot be read.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum BadRequest {
    Fields(FieldErrors),
    Body(Detail),
}
