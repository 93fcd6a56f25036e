//! Schemas of what the API takes and gives that no type of this crate describes.
//!
//! The types of `model` stay free of this description, and bodies of requests are read
//! field by field; so these structs are never made. Some are serializable because the
//! notation for a choice of two shapes is serde's. Tests hold the keys of the real
//! types against them.

#![expect(dead_code, reason = "only their schemas are used")]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::examples;
use super::parameters::SignatureState;

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

/// A signature and its crashes in short.
#[derive(ToSchema)]
#[schema(example = examples::signature)]
pub(crate) struct SignatureSummary {
    /// Counts up from 1 and is never given again.
    #[schema(minimum = 1)]
    id: i64,
    #[schema(min_length = 1, max_length = 255)]
    signature: String,
    /// Dumps that are there.
    crashes: u64,
    /// Uploads of the first and of the last of these dumps, or of those that were there once.
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    /// The version of the first of them; `null` when it told none.
    #[schema(required)]
    first_version: Option<String>,
    #[schema(inline)]
    state: SignatureState,
    /// The version that crashes no more, of a resolved one; `null` is every later crash.
    #[schema(required)]
    resolved_in: Option<String>,
    /// The version whose crash has opened it again since it was last resolved; `""` when that
    /// crash told none.
    #[schema(required)]
    regressed_in: Option<String>,
    /// When somebody, or a crash, last changed the state.
    #[schema(required)]
    state_changed_at: Option<DateTime<Utc>>,
    #[schema(required)]
    state_changed_by: Option<Actor>,
    /// `""` when there is none.
    #[schema(max_length = 10000)]
    note: String,
    /// The most frequent ones, most frequent first.
    versions: Vec<Share>,
    platforms: Vec<Share>,
    /// Crashes on each of the last 30 days, the last of which is today (UTC).
    trend: Vec<u64>,
}

/// A signature with how its crashes are spread.
#[derive(ToSchema)]
#[schema(example = examples::signature_details)]
pub(crate) struct SignatureDetails {
    /// Counts up from 1 and is never given again.
    #[schema(minimum = 1)]
    id: i64,
    #[schema(min_length = 1, max_length = 255)]
    signature: String,
    /// Dumps that are there.
    crashes: u64,
    /// Uploads of the first and of the last of these dumps, or of those that were there once.
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    /// The version of the first of them; `null` when it told none.
    #[schema(required)]
    first_version: Option<String>,
    #[schema(inline)]
    state: SignatureState,
    /// The version that crashes no more, of a resolved one; `null` is every later crash.
    #[schema(required)]
    resolved_in: Option<String>,
    /// The version whose crash has opened it again since it was last resolved; `""` when that
    /// crash told none.
    #[schema(required)]
    regressed_in: Option<String>,
    /// When somebody, or a crash, last changed the state.
    #[schema(required)]
    state_changed_at: Option<DateTime<Utc>>,
    #[schema(required)]
    state_changed_by: Option<Actor>,
    /// `""` when there is none.
    #[schema(max_length = 10000)]
    note: String,
    /// The most frequent ones, most frequent first.
    versions: Vec<Share>,
    platforms: Vec<Share>,
    /// Crashes on each of the last 30 days, the last of which is today (UTC).
    trend: Vec<u64>,
    /// Of each the most frequent values, most frequent first.
    products: Vec<Share>,
    modules: Vec<Share>,
    labels: Vec<Share>,
    /// Days that have crashes, in their order, of the last 90.
    days: Vec<DayOfCrashes>,
}

/// How many crashes have a value in common.
#[derive(ToSchema)]
pub(crate) struct Share {
    /// `null`: the crashes do not say.
    #[schema(required)]
    value: Option<String>,
    crashes: u64,
}

/// Crashes of one day.
#[derive(ToSchema)]
pub(crate) struct DayOfCrashes {
    /// In UTC.
    day: NaiveDate,
    crashes: u64,
}

/// What somebody says of a signature; what is left out stays as it is.
#[derive(ToSchema)]
#[schema(example = examples::signature_change)]
pub(crate) struct SignatureChanges {
    #[schema(nullable = false, inline)]
    state: Option<SignatureState>,
    /// With `resolved`: the version that crashes no more; left out or `null`, it is every later
    /// crash that shows otherwise.
    #[schema(max_length = 255)]
    resolved_in: Option<String>,
    /// Padding is dropped.
    #[schema(max_length = 10000, nullable = false)]
    note: Option<String>,
}

/// Patterns of frames, in which `*` is any text and `?` any character. Empty lines and lines
/// that begin with `#` mean nothing. In a form each is a text with a pattern on each line.
#[derive(ToSchema)]
#[schema(example = examples::signature_patterns)]
pub(crate) struct SignaturePatterns {
    /// Frames that say nothing.
    #[schema(max_items = 2000)]
    ignore: Vec<String>,
    /// Frames that do not say enough.
    #[schema(max_items = 2000)]
    prefix: Vec<String>,
    /// Frames at which reading begins.
    #[schema(max_items = 2000)]
    sentinel: Vec<String>,
}

/// The patterns of staff.
#[derive(ToSchema)]
#[schema(example = examples::signature_rules)]
pub(crate) struct SignatureRules {
    /// Counts up with every change; 0 is before the first.
    version: u64,
    ignore: Vec<String>,
    prefix: Vec<String>,
    sentinel: Vec<String>,
    #[schema(required)]
    changed_at: Option<DateTime<Utc>>,
    #[schema(required)]
    changed_by: Option<Actor>,
    /// Crashes that are still grouped by rules of before.
    outdated: u64,
}

/// What patterns would do to the crashes that are there.
#[derive(ToSchema)]
#[schema(example = examples::dry_run)]
pub(crate) struct DryRun {
    /// Crashes that were looked at: all that have a report.
    crashes: u64,
    /// Those that would get another signature.
    changed: u64,
    /// Groups that several of today's would become, or go over to.
    merges: Vec<Regrouping>,
    /// Groups of today that would become several.
    splits: Vec<Regrouping>,
    /// Groups that would be as they are by another name.
    moves: Vec<Regrouping>,
    /// There are more of these than are listed.
    is_cut: bool,
}

/// One group beside those that it is made of, or would be taken apart into.
#[derive(ToSchema)]
pub(crate) struct Regrouping {
    /// Of a merge the group that would be, of a split and a move today's.
    signature: String,
    /// The others, largest first, with the crashes that go over.
    groups: Vec<SignatureCount>,
}

#[derive(ToSchema)]
pub(crate) struct SignatureCount {
    signature: String,
    crashes: u64,
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
    /// There is a symbol file, and it could not be read when a dump needed it.
    is_broken: bool,
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
    /// For people: what the file is, why there is no report, or what is odd about it.
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

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ReportFormat {
    Json,
    /// As minidump-stackwalk prints it for people.
    Text,
}

/// A rule about which reports of crash clients are kept.
#[derive(ToSchema)]
#[schema(example = examples::throttle_rule)]
pub(crate) struct ThrottleRule {
    /// Clients of some dialects are told it. No other rule has it.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    name: String,
    /// `*` stands for any text and `?` for any character; `null` holds for every report.
    #[schema(required, max_length = 255)]
    product: Option<String>,
    /// As `product`.
    #[schema(required, max_length = 255)]
    version: Option<String>,
    /// Name or number of the client whose key the report came with; `null` holds for all, also
    /// without a key.
    #[schema(required, max_length = 255)]
    key: Option<String>,
    /// How many of a hundred reports are kept, by lot.
    #[schema(minimum = 0, maximum = 100)]
    share: u8,
    /// How many of those are kept within a minute; `null` is no limit.
    #[schema(required, minimum = 0, maximum = 1_000_000)]
    per_minute: Option<u32>,
    /// How many were not kept.
    discarded: u64,
    #[schema(required)]
    last_discarded_at: Option<DateTime<Utc>>,
}

/// A throttle rule to be.
#[derive(ToSchema)]
#[schema(example = examples::throttle_rule_form)]
pub(crate) struct ThrottleRuleForm {
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    name: String,
    /// `*` stands for any text and `?` for any character.
    #[schema(max_length = 255)]
    product: Option<String>,
    /// As `product`.
    #[schema(max_length = 255)]
    version: Option<String>,
    /// Name or number of a client.
    #[schema(max_length = 255)]
    key: Option<String>,
    #[schema(minimum = 0, maximum = 100, default = 100)]
    share: Option<u8>,
    #[schema(minimum = 0, maximum = 1_000_000)]
    per_minute: Option<u32>,
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
