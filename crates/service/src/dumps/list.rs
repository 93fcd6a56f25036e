//! Dumps in their order: pages of them, what stands beside one, and what has just come.

use model::{
    Dump, DumpCursor, DumpFilter, DumpId, DumpOrdering, DumpQuery, Neighbours, Page, Sha256,
};
use tokio::sync::{Notify, watch};

use super::{Dumps, not_found};
use crate::{Reader, Result};

/// New dumps are counted up to here; beyond, nobody wants to know exactly.
const MAX_COUNTED: u32 = 100;

impl Dumps {
    pub async fn list(&self, _: &Reader, query: &DumpQuery) -> Result<Page<Dump>> {
        Ok(self.store.dumps().list(query).await?)
    }

    /// What stands before and behind a dump in a list, whether the list holds it or not.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`].
    pub async fn neighbours(
        &self,
        _: &Reader,
        id: DumpId,
        filter: &DumpFilter,
        ordering: DumpOrdering,
    ) -> Result<Neighbours> {
        let dump = self.store.dumps().get(id).await?.ok_or_else(not_found)?;
        let beside = async |ordering| {
            let query = DumpQuery {
                filter: filter.clone(),
                ordering,
                limit: 1,
                after: Some(DumpCursor::behind(&dump, ordering)),
            };
            let page = self.store.dumps().list(&query).await?;
            Ok::<_, crate::Error>(page.rows.first().map(|row| row.id))
        };
        Ok(Neighbours {
            previous: beside(ordering.reversed()).await?,
            next: beside(ordering).await?,
        })
    }

    /// Whether there is a dump of `size` bytes: only then can a file be there already.
    pub async fn has_size(&self, _: &Reader, size: u64) -> Result<bool> {
        let query = DumpQuery {
            filter: DumpFilter {
                min_size: Some(size),
                max_size: Some(size),
                ..DumpFilter::default()
            },
            ordering: DumpOrdering::SmallestFirst,
            limit: 1,
            after: None,
        };
        Ok(!self.store.dumps().list(&query).await?.rows.is_empty())
    }

    /// The first dump with these bytes.
    pub async fn find_by_sha256(&self, _: &Reader, sha256: Sha256) -> Result<Option<Dump>> {
        Ok(self.store.dumps().find_by_sha256(sha256).await?)
    }

    /// The dump that came last; `DumpId(0)` when there is none.
    pub async fn newest(&self, _: &Reader) -> Result<DumpId> {
        let query = DumpQuery {
            filter: DumpFilter::default(),
            ordering: DumpOrdering::IdDescending,
            limit: 1,
            after: None,
        };
        let page = self.store.dumps().list(&query).await?;
        Ok(page.rows.first().map_or(DumpId(0), |row| row.id))
    }

    /// How many of those that came after `since` are in a list; `None`: more than are
    /// counted.
    pub async fn count_newer(
        &self,
        _: &Reader,
        filter: DumpFilter,
        since: DumpId,
    ) -> Result<Option<u32>> {
        let ordering = DumpOrdering::IdAscending;
        let query = DumpQuery {
            filter,
            ordering,
            limit: MAX_COUNTED,
            after: Some(DumpCursor::behind_id(since, ordering)),
        };
        let page = self.store.dumps().list(&query).await?;
        let count = page.rows.len().try_into().unwrap_or(MAX_COUNTED);
        Ok(page.next.is_none().then_some(count))
    }

    /// Tells of every dump that comes, by its id; some may be passed over when they come
    /// quickly, the last one never is.
    pub fn arrivals(&self, _: &Reader) -> watch::Receiver<DumpId> {
        self.arrivals.subscribe()
    }

    /// Told of all bytes that come, and of those that somebody wants processed again.
    pub(crate) fn new_bytes(&self) -> &Notify {
        &self.new_bytes
    }

    pub(super) fn announce(&self, id: DumpId) {
        self.new_bytes.notify_one();
        self.arrivals.send_if_modified(|newest| {
            let is_newer = id > *newest;
            *newest = id.max(*newest);
            is_newer
        });
    }
}
