//! Signatures: groups of crashes, what people say of them, and the rules that make them.
//!
//! ```text
//! a report ─ rules in force ─▶ signature ─ resolution.rs ─▶ its group, perhaps open again
//!                 ▲
//! rules.rs: patterns of staff ─▶ regroup.rs: names first, then crash after crash
//!                 └────────────▶ dry_run.rs: what that would do
//! ```

mod dry_run;
mod outcome;
mod regroup;
mod resolution;
mod rules;
mod version_order;

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use model::{
    FieldErrors, NewSignatures, NewState, Origins, Page, ProductVersion, SignatureChange,
    SignatureCursor, SignatureDetails, SignatureFilter, SignatureId, SignatureOrdering,
    SignatureQuery, SignatureState, SignatureSummary,
};
use store::{By, SignatureExtent, Store};
use tokio::sync::{Mutex, Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::text::{NUL, without_padding};
use crate::{Clock, Editor, Error, Reader, Result};

pub(crate) use rules::RulesInForce;

/// Days of a trend.
const TREND_DAYS: u32 = 30;
/// Days of which a group tells how many crashes they had.
const HISTORY_DAYS: u64 = 90;
/// Values of a kind in a list, and of one group.
const FEW_SHARES: u32 = 5;
const MANY_SHARES: u32 = 25;
/// Values that are suggested, of each kind.
const MAX_ORIGINS: u32 = 100;
/// Products of which the newest version is looked for, and versions of each among which it is.
const MAX_PRODUCTS: u32 = 5;
const MAX_RECENT_VERSIONS: u32 = 50;
const MAX_VERSION_CHARACTERS: usize = 255;
const MAX_NOTE_CHARACTERS: usize = 10_000;

const BAD_CURSOR: &str = "Must be the cursor of a page's Link header.";
const NOTED_MEANWHILE: &str = "Somebody has changed the note since this page was loaded. Load it in \
    another window, and add to theirs what you have written.";
const OTHER_CURSOR: &str = "This cursor is of a list in another ordering.";

/// Groups of crashes and the rules about them.
#[derive(Clone, Debug)]
pub struct Signatures {
    store: Arc<dyn Store>,
    clock: Clock,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// By which crashes are grouped that come now; `None` until that is known.
    in_force: watch::Sender<Option<RulesInForce>>,
    /// Told when crashes may have been grouped by other rules.
    outdated: Arc<Notify>,
    /// Held by the dry run under way.
    dry_run: Arc<Mutex<()>>,
}

impl Signatures {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, tasks: TaskTracker) -> Self {
        Self {
            store,
            clock,
            tasks,
            stop: CancellationToken::new(),
            in_force: watch::Sender::new(None),
            outdated: Arc::default(),
            dry_run: Arc::default(),
        }
    }

    /// One page of the groups that have crashes.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `cursor`.
    pub async fn list(&self, _: &Reader, query: &SignatureQuery) -> Result<Page<SignatureSummary>> {
        let after = cursor(query)?;
        let extent = self.extent(FEW_SHARES);
        let page = self.store.signatures().list(
            &query.filter,
            query.ordering,
            query.limit,
            after.as_ref(),
            extent,
        );
        Ok(page.await?)
    }

    /// A group; for one that is gone, the one that its crashes have gone into.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, _: &Reader, id: SignatureId) -> Result<SignatureDetails> {
        self.find_details(id).await?.ok_or_else(not_found)
    }

    /// The group of a signature.
    pub async fn find(&self, _: &Reader, signature: &str) -> Result<Option<SignatureId>> {
        Ok(self.store.signatures().find(signature).await?)
    }

    /// Says something about a group. What it says already is no change.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] on `resolved_in` and `note`; [`Error::Conflict`]
    /// when the note is another than `note_before` by now.
    pub async fn update(
        &self,
        editor: &Editor,
        id: SignatureId,
        change: SignatureChange,
    ) -> Result<SignatureDetails> {
        let change = checked(change)?;
        let before = self.get(editor, id).await?;
        let id = before.summary.id;
        let by = By {
            actor: editor.actor().clone(),
            at: self.clock.now(),
        };
        if !self.store.signatures().update(id, change, by).await? {
            self.get(editor, id).await?;
            return Err(Error::Conflict(NOTED_MEANWHILE));
        }
        // One of which nothing is left to say is gone now.
        Ok(self
            .find_details(id)
            .await?
            .unwrap_or_else(|| nothing_said(before)))
    }

    /// The most frequent products, versions and platforms of crashes.
    pub async fn origins(&self, _: &Reader) -> Result<Origins> {
        Ok(self.store.signatures().origins(MAX_ORIGINS).await?)
    }

    /// What is new in the newest versions of the products that crash most: the `limit` groups
    /// with most crashes.
    pub async fn new_in_newest(&self, reader: &Reader, limit: u32) -> Result<NewSignatures> {
        let rows = self.store.signatures();
        let mut new = NewSignatures::default();
        for product in rows.origins(MAX_PRODUCTS).await?.products {
            let recent = rows.recent_versions(&product, MAX_RECENT_VERSIONS).await?;
            let newest = recent
                .into_iter()
                .max_by(|one, other| version_order::compare(one, other));
            let Some(version) = newest else { continue };
            let query = SignatureQuery {
                filter: SignatureFilter {
                    state: Some(SignatureState::Open),
                    product: Some(product.clone()),
                    first_version: Some(version.clone()),
                    ..SignatureFilter::default()
                },
                ordering: SignatureOrdering::CrashesDescending,
                limit,
                after: None,
            };
            new.signatures.extend(self.list(reader, &query).await?.rows);
            new.versions.push(ProductVersion { product, version });
        }
        new.signatures
            .sort_by_key(|signature| Reverse(signature.crashes));
        new.signatures.truncate(limit as usize);
        Ok(new)
    }

    /// Gives up a dry run under way, and what goes on in the background; the next start goes on
    /// with that.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    async fn find_details(&self, id: SignatureId) -> Result<Option<SignatureDetails>> {
        let first = self.today() - Days::new(HISTORY_DAYS - 1);
        let extent = self.extent(MANY_SHARES);
        Ok(self.store.signatures().get(id, extent, first).await?)
    }

    fn extent(&self, shares: u32) -> SignatureExtent {
        SignatureExtent {
            today: self.today(),
            trend_days: TREND_DAYS,
            shares,
        }
    }

    fn today(&self) -> NaiveDate {
        self.clock.now().date_naive()
    }
}

fn cursor(query: &SignatureQuery) -> Result<Option<SignatureCursor>> {
    let Some(text) = &query.after else {
        return Ok(None);
    };
    let cursor: SignatureCursor = text
        .parse()
        .map_err(|_| FieldErrors::of("cursor", BAD_CURSOR))?;
    if cursor.ordering != query.ordering {
        return Err(FieldErrors::of("cursor", OTHER_CURSOR).into());
    }
    Ok(Some(cursor))
}

/// The change as it is kept: no padding, and an empty version is none.
fn checked(mut change: SignatureChange) -> Result<SignatureChange> {
    let mut errors = FieldErrors::default();
    if let Some(NewState::Resolved { in_version }) = &mut change.state {
        let version = in_version.as_deref().map(without_padding);
        let version = version.filter(|version| !version.is_empty());
        errors.extend(
            "resolved_in",
            version.and_then(|version| fault(version, MAX_VERSION_CHARACTERS)),
        );
        *in_version = version.map(str::to_owned);
    }
    if let Some(note) = &mut change.note {
        let text = unix_lines(without_padding(note));
        errors.extend("note", fault(&text, MAX_NOTE_CHARACTERS));
        *note = text;
    }
    Ok(errors.into_result(change)?)
}

/// As every client writes them in its own way; in forms, browsers end lines by both.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn fault(text: &str, max_characters: usize) -> Option<String> {
    if text.contains('\0') {
        return Some(NUL.to_owned());
    }
    (text.chars().count() > max_characters)
        .then(|| format!("Ensure this field has no more than {max_characters} characters."))
}

fn nothing_said(mut signature: SignatureDetails) -> SignatureDetails {
    let summary = &mut signature.summary;
    summary.state = SignatureState::Open;
    summary.resolved_in = None;
    summary.note.clear();
    signature
}

fn not_found() -> Error {
    Error::NotFound("Signature")
}
