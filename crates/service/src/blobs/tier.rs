//! The two places where blobs lie.

use std::path::PathBuf;
use std::sync::Arc;

use model::StoredName;

use super::layout::Layout;
use crate::DataDir;

/// Where the bytes of a dump lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tier {
    /// As they were uploaded.
    Hot,
    /// Compressed.
    Archive,
}

impl Tier {
    /// By what the row says of the file in the archive.
    pub(crate) fn of(archived_size: Option<u64>) -> Self {
        if archived_size.is_some() {
            Self::Archive
        } else {
            Self::Hot
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Hot => Self::Archive,
            Self::Archive => Self::Hot,
        }
    }
}

/// The folders of the tiers.
#[derive(Clone, Debug)]
pub(crate) struct Tiers {
    hot: Arc<Layout>,
    archive: Option<Arc<Layout>>,
}

impl Tiers {
    pub(crate) fn of(data_dir: &DataDir) -> Self {
        let archive = data_dir.archive_dir().map(Layout::archive);
        Self {
            hot: Arc::new(Layout::hot(data_dir.dumps_dir())),
            archive: archive.map(Arc::new),
        }
    }

    pub(crate) fn hot(&self) -> &Arc<Layout> {
        &self.hot
    }

    /// `None` when the operator has given no archive.
    pub(crate) fn archive(&self) -> Option<&Arc<Layout>> {
        self.archive.as_ref()
    }

    pub(crate) fn layout(&self, tier: Tier) -> Option<&Arc<Layout>> {
        match tier {
            Tier::Hot => Some(&self.hot),
            Tier::Archive => self.archive(),
        }
    }

    pub(crate) fn path(&self, tier: Tier, stored_name: StoredName) -> Option<PathBuf> {
        Some(self.layout(tier)?.path(stored_name))
    }

    /// Those that there are.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Tier, &Arc<Layout>)> {
        let archive = self.archive().map(|layout| (Tier::Archive, layout));
        std::iter::once((Tier::Hot, &self.hot)).chain(archive)
    }
}
