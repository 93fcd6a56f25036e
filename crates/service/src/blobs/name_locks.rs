//! Lets one at a time move the bytes of a name.
//!
//! Both copies of a move have the same name. Of two moves at once, one could remove what
//! the other has just made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use model::StoredName;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

type Lock = AsyncMutex<()>;

/// The names that are held or waited for.
#[derive(Debug, Default)]
pub(super) struct NameLocks(Mutex<HashMap<StoredName, Weak<Lock>>>);

/// Nobody else has the name while this lives.
#[derive(Debug)]
pub(crate) struct NameLock(#[expect(dead_code, reason = "held")] OwnedMutexGuard<()>);

impl NameLocks {
    pub(super) async fn lock(&self, name: StoredName) -> NameLock {
        NameLock(self.of(name).lock_owned().await)
    }

    /// `None` when somebody else has it.
    pub(super) fn try_lock(&self, name: StoredName) -> Option<NameLock> {
        self.of(name).try_lock_owned().ok().map(NameLock)
    }

    fn of(&self, name: StoredName) -> Arc<Lock> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(&name).and_then(Weak::upgrade) {
            return lock;
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(name, Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_name_is_held_by_one() {
        let locks = NameLocks::default();
        let [first, second] = [1, 2].map(|bits| StoredName(Uuid::from_u128(bits)));
        let held = locks.lock(first).await;
        assert!(locks.try_lock(first).is_none());
        assert!(locks.try_lock(second).is_some());
        drop(held);
        assert!(locks.try_lock(first).is_some());
        // What nobody holds is forgotten.
        let _held = locks.lock(second).await;
        assert_eq!(locks.0.lock().expect("is sound").len(), 1);
    }
}
