//! Ends the walk of a stack that is too deep.
//!
//! The library has no such limit, and scans every word of a stack for what may be a return
//! address. It asks for symbols at every frame, though, and waits for them. So this answers until
//! a stack is too deep, and then never again: that walk stands still, while those of the other
//! threads go on.
//!
//! A stack of frames that lie in no module is not asked about, and so not bounded: the limits of
//! the [worker](crate::worker) are what ends it.

use std::collections::HashMap;
use std::future::pending;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use minidump::Module;
use minidump_processor::PendingProcessorStats;
use minidump_unwind::{
    FileError, FileKind, FillSymbolError, FrameSymbolizer, FrameWalker, SymbolProvider,
    SymbolStats, Symbolizer,
};

pub(super) struct DepthLimit<'a> {
    symbolizer: &'a Symbolizer,
    progress: &'a PendingProcessorStats,
    max_frames: u64,
    walk: Mutex<Walk>,
}

/// The walk that is under way. They are made one after the other, for none of them waits.
#[derive(Default)]
struct Walk {
    /// Walks that stand still.
    stopped: u64,
    /// Walks that came before this one.
    before: u64,
    /// Frames of all the walks before this one.
    frames_before: u64,
}

impl<'a> DepthLimit<'a> {
    /// `progress` must count threads and frames of the walk that this is the provider of.
    pub(super) fn new(
        symbolizer: &'a Symbolizer,
        progress: &'a PendingProcessorStats,
        max_frames: usize,
    ) -> Self {
        Self {
            symbolizer,
            progress,
            max_frames: max_frames as u64,
            walk: Mutex::default(),
        }
    }

    fn is_too_deep(&self) -> bool {
        let (finished, _) = self.progress.get_thread_count();
        let frames = self.progress.get_frame_count();
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        let before = finished + walk.stopped;
        if walk.before != before {
            walk.before = before;
            walk.frames_before = frames;
        }
        // One more than is kept: so there is more than is kept.
        let is_too_deep = frames - walk.frames_before > self.max_frames;
        if is_too_deep {
            walk.stopped += 1;
        }
        is_too_deep
    }
}

#[async_trait]
impl SymbolProvider for DepthLimit<'_> {
    async fn fill_symbol(
        &self,
        module: &(dyn Module + Sync),
        frame: &mut (dyn FrameSymbolizer + Send),
    ) -> Result<(), FillSymbolError> {
        if self.is_too_deep() {
            pending::<()>().await;
        }
        self.symbolizer.fill_symbol(module, frame).await
    }

    async fn walk_frame(
        &self,
        module: &(dyn Module + Sync),
        walker: &mut (dyn FrameWalker + Send),
    ) -> Option<()> {
        self.symbolizer.walk_frame(module, walker).await
    }

    async fn get_file_path(
        &self,
        module: &(dyn Module + Sync),
        file_kind: FileKind,
    ) -> Result<PathBuf, FileError> {
        self.symbolizer.get_file_path(module, file_kind).await
    }

    fn stats(&self) -> HashMap<String, SymbolStats> {
        self.symbolizer.stats()
    }
}
