//! Uploads in three steps, as sym-upload-v2 has them: a client asks for a place, sends the
//! file there without saying who it is, and asks what has become of it.
//!
//! A file is kept when it is sent. What is remembered here is who may send it, and what the
//! client is to be told: a server that stops in between forgets it, and the client begins anew.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use model::ClientState;
use uuid::Uuid;

use super::{Holder, SymbolPermit, Symbols};
use crate::{Error, Result};

/// How long a client has for all three steps.
const LIFETIME: TimeDelta = TimeDelta::days(1);
/// Of more the oldest are forgotten.
const MAX_WAITING: usize = 10_000;
/// That of a client's secret: neither is for others to see.
const PREFIX: &str = "cs_upload_";

/// Uploads under way, by their keys.
#[derive(Debug, Default)]
pub(super) struct Handovers(Mutex<BTreeMap<String, Handover>>);

#[derive(Clone, Debug)]
struct Handover {
    permit: SymbolPermit,
    began_at: DateTime<Utc>,
    /// Whether the file that came was new; `None` before it has come.
    is_new: Option<bool>,
}

impl Symbols {
    /// Gives out the key of an upload. Whoever has it may upload, once or again.
    pub fn begin_handover(&self, permit: SymbolPermit) -> String {
        let now = self.clock.now();
        let mut waiting = self.handovers.waiting();
        waiting.retain(|_, handover| now < handover.began_at + LIFETIME);
        if waiting.len() >= MAX_WAITING {
            let oldest = waiting
                .iter()
                .min_by_key(|(_, handover)| handover.began_at)
                .map(|(key, _)| key.clone());
            oldest.map(|key| waiting.remove(&key));
        }
        let key = format!("{PREFIX}{}", Uuid::new_v4().simple());
        let handover = Handover {
            permit,
            began_at: now,
            is_new: None,
        };
        waiting.insert(key.clone(), handover);
        key
    }

    /// What the key of an upload permits, as long as whoever it was given to gets in.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn permit_handover(&self, key: &str) -> Result<SymbolPermit> {
        let permit = self.handed_over(key)?;
        let gets_in = match permit.holder {
            Holder::Nobody => false,
            Holder::Client(id) => {
                let (client, now) = (self.store.clients().get(id).await?, self.clock.now());
                client.is_some_and(|client| client.state(now) == ClientState::Active)
            }
            Holder::User(id) => {
                let user = self.store.users().get(id).await?;
                user.is_some_and(|user| user.is_active)
            }
        };
        if gets_in {
            Ok(permit)
        } else {
            Err(no_upload())
        }
    }

    fn handed_over(&self, key: &str) -> Result<SymbolPermit> {
        let now = self.clock.now();
        let waiting = self.handovers.waiting();
        let handover = waiting.get(key).ok_or_else(no_upload)?;
        if now < handover.began_at + LIFETIME {
            Ok(handover.permit.clone())
        } else {
            Err(no_upload())
        }
    }

    /// Notes that a file has come and is kept.
    pub fn note_handover(&self, key: &str, is_new: bool) {
        if let Some(handover) = self.handovers.waiting().get_mut(key) {
            handover.is_new = Some(is_new);
        }
    }

    /// Whether the file that came was new.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when none has come.
    pub fn end_handover(&self, key: &str) -> Result<bool> {
        self.handed_over(key)?;
        let mut waiting = self.handovers.waiting();
        let is_new = waiting.get(key).ok_or_else(no_upload)?.is_new;
        let is_new = is_new.ok_or(Error::Conflict("No file has come for this upload yet."))?;
        waiting.remove(key);
        Ok(is_new)
    }
}

impl Handovers {
    fn waiting(&self) -> MutexGuard<'_, BTreeMap<String, Handover>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_upload() -> Error {
    Error::NotFound("Upload")
}
