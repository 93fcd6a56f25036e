//! Parameters in queries and headers. Read by hand elsewhere, so these are schemas only.

#![expect(dead_code, reason = "only their schemas are used")]

use chrono::{DateTime, Utc};
use utoipa::{IntoParams, ToSchema};

/// Filters, order and page of a list of dumps. With none of them the answer is the
/// whole list in ascending order of id.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParameters {
    /// The whole label, case and all; empty for dumps without one.
    #[param(nullable = false, example = "v1.2.3")]
    label: Option<String>,
    /// A part of the name, the label or the stored name, in any (ASCII) case.
    #[param(nullable = false, example = "app")]
    q: Option<String>,
    #[param(nullable = false)]
    archived: Option<bool>,
    /// Inclusive; with a zone.
    #[param(nullable = false, example = "2026-01-31T12:00:00Z")]
    uploaded_after: Option<DateTime<Utc>>,
    /// Exclusive; with a zone.
    #[param(nullable = false)]
    uploaded_before: Option<DateTime<Utc>>,
    /// Bytes, inclusive.
    #[param(nullable = false)]
    min_size: Option<u64>,
    /// Bytes, inclusive.
    #[param(nullable = false)]
    max_size: Option<u64>,
    /// As the crash client told, whole, case and all.
    #[param(nullable = false, example = "Paint")]
    product: Option<String>,
    /// As the crash client told, whole, case and all.
    #[param(nullable = false)]
    version: Option<String>,
    /// As the crash client told, whole, case and all; where it told none, the system that the
    /// report names.
    #[param(nullable = false)]
    platform: Option<String>,
    /// Those whose crash has the signature of that number, or with that text, whole, case and
    /// all.
    #[param(nullable = false, example = "abort | parse_line")]
    signature: Option<String>,
    /// Those whose crash has a signature in that state.
    #[param(nullable = false, inline)]
    state: Option<SignatureState>,
    /// Without it by `id`; ties are broken by the id, in the same direction.
    #[param(required = false, inline)]
    ordering: Ordering,
    /// Dumps on a page.
    #[param(nullable = false, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where the page before ended, from its `Link` header.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// Filters, order and page of a list of signatures.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SignatureParameters {
    /// A part of the signature, in any (ASCII) case.
    #[param(nullable = false, example = "parse")]
    q: Option<String>,
    #[param(nullable = false, inline)]
    state: Option<SignatureState>,
    /// With a crash of that product, version and platform, all in one; each as the crash client
    /// told it, whole, case and all. A platform that none told is the system that the report names.
    #[param(nullable = false, example = "Paint")]
    product: Option<String>,
    #[param(nullable = false)]
    version: Option<String>,
    #[param(nullable = false)]
    platform: Option<String>,
    /// First seen in that version; of `product`, where that is given.
    #[param(nullable = false, example = "2.1")]
    first_version: Option<String>,
    /// Inclusive; with a zone.
    #[param(nullable = false, example = "2026-01-31T12:00:00Z")]
    first_seen_after: Option<DateTime<Utc>>,
    /// Inclusive; with a zone.
    #[param(nullable = false)]
    last_seen_after: Option<DateTime<Utc>>,
    /// Ties are broken by the id, in the same direction.
    #[param(required = false, inline)]
    ordering: SignatureOrdering,
    /// Signatures on a page.
    #[param(nullable = false, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where the page before ended, from its `Link` header.
    #[param(nullable = false)]
    cursor: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum SignatureState {
    Open,
    Resolved,
    Ignored,
}

#[derive(ToSchema)]
#[schema(default = "-last_seen")]
pub(crate) enum SignatureOrdering {
    #[schema(rename = "-last_seen")]
    LastSeenDescending,
    #[schema(rename = "last_seen")]
    LastSeen,
    #[schema(rename = "-first_seen")]
    FirstSeenDescending,
    #[schema(rename = "first_seen")]
    FirstSeen,
    #[schema(rename = "-crashes")]
    CrashesDescending,
    #[schema(rename = "crashes")]
    Crashes,
    #[schema(rename = "signature")]
    Signature,
    #[schema(rename = "-signature")]
    SignatureDescending,
}

/// A page of a list in one order.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParameters {
    /// Rows on a page.
    #[param(nullable = false, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where the page before ended, from its `Link` header.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// A page of symbol files.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SymbolParameters {
    /// A part of the module's name, of its program's name, or of its debug identifier, in any
    /// (ASCII) case.
    #[param(nullable = false, example = "app")]
    q: Option<String>,
    /// Files on a page.
    #[param(nullable = false, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where the page before ended, from its `Link` header.
    #[param(nullable = false)]
    cursor: Option<String>,
}

#[derive(ToSchema)]
pub(crate) enum Ordering {
    #[schema(rename = "time")]
    OldestFirst,
    #[schema(rename = "-time")]
    NewestFirst,
    #[schema(rename = "size")]
    SmallestFirst,
    #[schema(rename = "-size")]
    LargestFirst,
    #[schema(rename = "id")]
    IdAscending,
    #[schema(rename = "-id")]
    IdDescending,
    #[schema(rename = "original_name")]
    OriginalName,
    #[schema(rename = "-original_name")]
    OriginalNameDescending,
    #[schema(rename = "label")]
    Label,
    #[schema(rename = "-label")]
    LabelDescending,
}

/// Which part of a dump is wanted, and under which conditions (RFC 9110).
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct DownloadParameters {
    /// A range of bytes. One range is answered by `206`, several by the whole.
    #[param(nullable = false, rename = "Range", example = "bytes=0-1023")]
    range: Option<String>,
    /// The `ETag` or `Last-Modified` of the part one has; if the dump has changed, `Range` is
    /// ignored.
    #[param(nullable = false, rename = "If-Range")]
    if_range: Option<String>,
    /// Answers `304` when the dump has one of these `ETag`s.
    #[param(nullable = false, rename = "If-None-Match")]
    if_none_match: Option<String>,
    /// Answers `412` when the dump has none of these `ETag`s.
    #[param(nullable = false, rename = "If-Match")]
    if_match: Option<String>,
    /// Answers `304` when the bytes are not newer.
    #[param(nullable = false, rename = "If-Modified-Since")]
    if_modified_since: Option<String>,
    /// Answers `412` when the bytes are newer.
    #[param(nullable = false, rename = "If-Unmodified-Since")]
    if_unmodified_since: Option<String>,
}
