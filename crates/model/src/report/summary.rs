//! What lists, columns and the head of a page show of a report.

use serde::{Deserialize, Serialize};

use super::{Frame, Module, Report};

/// More frames of a crash are read in the report itself.
const MAX_FRAMES: usize = 32;
/// A dump may name any number of modules, and a hostile one does.
const MAX_MODULES: usize = 256;
/// Names of C++ functions can be as long as a page.
const MAX_TEXT_CHARS: usize = 512;

/// A report in short. Bounded: texts have at most 512 characters, lists 32 frames and 256 modules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// `None`: the dump was made without a crash.
    pub reason: Option<String>,
    pub address: Option<String>,
    pub assertion: Option<String>,
    pub thread_index: Option<usize>,
    pub thread_name: Option<String>,
    /// Where it happened: the first of `frames`.
    pub place: Option<Place>,
    /// The innermost frames of the crashing thread, inlined functions among them.
    pub frames: Vec<Place>,
    pub os: Option<String>,
    pub os_version: Option<String>,
    pub cpu: Option<String>,
    pub process_uptime_seconds: Option<u64>,
    /// Modules on some stack whose symbols were found and read.
    pub modules_with_symbols: Vec<ModuleIds>,
    /// Modules on some stack whose symbols were not found or could not be read.
    pub modules_without_symbols: Vec<ModuleIds>,
}

/// A frame, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub module: Option<String>,
    pub module_offset: Option<String>,
    pub function: Option<String>,
    pub file: Option<String>,
    pub line: Option<u32>,
}

/// What symbols of a module are looked up by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModuleIds {
    pub debug_file: Option<String>,
    pub debug_id: Option<String>,
    pub code_file: Option<String>,
    pub code_id: Option<String>,
    pub version: Option<String>,
}

impl Report {
    /// The report in short.
    pub fn summary(&self) -> Summary {
        let thread = self.crashing_thread();
        let is_read = |module: &&Module| module.loaded_symbols && !module.corrupt_symbols;
        let frames: Vec<Place> = thread
            .into_iter()
            .flat_map(|thread| &thread.frames)
            .flat_map(Place::of)
            .take(MAX_FRAMES)
            .collect();
        Summary {
            reason: bounded(self.crash_info.reason.as_ref()),
            address: bounded(self.crash_info.address.as_ref()),
            assertion: bounded(self.crash_info.assertion.as_ref()),
            thread_index: self.crashing_thread_index(),
            thread_name: bounded(thread.and_then(|thread| thread.thread_name.as_ref())),
            place: frames.first().cloned(),
            frames,
            os: bounded(self.system_info.os.as_ref()),
            os_version: bounded(self.system_info.os_ver.as_ref()),
            cpu: bounded(self.system_info.cpu_arch.as_ref()),
            process_uptime_seconds: self.process_uptime,
            modules_with_symbols: self.modules_that(is_read),
            modules_without_symbols: self.modules_that(|module| module.lacks_symbols()),
        }
    }

    fn modules_that(&self, filter: impl FnMut(&&Module) -> bool) -> Vec<ModuleIds> {
        let modules = self.modules.iter().filter(filter).take(MAX_MODULES);
        modules.map(ModuleIds::of).collect()
    }
}

impl Place {
    /// A frame and what was inlined into it, innermost first.
    fn of(frame: &Frame) -> impl Iterator<Item = Self> {
        let inlined = frame.inlines.iter().map(|inline| Self {
            module: bounded(frame.module.as_ref()),
            module_offset: bounded(frame.module_offset.as_ref()),
            function: bounded(inline.function.as_ref()),
            file: bounded(inline.file.as_ref()),
            line: inline.line,
        });
        inlined.chain(std::iter::once_with(|| Self {
            module: bounded(frame.module.as_ref()),
            module_offset: bounded(frame.module_offset.as_ref()),
            function: bounded(frame.function.as_ref()),
            file: bounded(frame.file.as_ref()),
            line: frame.line,
        }))
    }
}

impl ModuleIds {
    fn of(module: &Module) -> Self {
        Self {
            debug_file: bounded(module.debug_file.as_ref()),
            debug_id: bounded(module.debug_id.as_ref()),
            code_file: bounded(module.filename.as_ref()),
            code_id: bounded(module.code_id.as_ref()),
            version: bounded(module.version.as_ref()),
        }
    }
}

/// The text without its excess; an empty one says nothing.
fn bounded(text: Option<&String>) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    Some(text.chars().take(MAX_TEXT_CHARS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(json: &str) -> Report {
        serde_json::from_str(json).expect("a report")
    }

    #[test]
    fn nothing_is_required() {
        for json in ["{}", r#"{"threads":null,"crash_info":null,"modules":null}"#] {
            assert_eq!(report(json).summary(), Summary::default(), "{json}");
        }
    }

    #[test]
    fn unknown_fields_are_passed_over() {
        let report = report(r#"{"pid":7,"invented":{"a":[1]},"system_info":{"os":"Linux","b":1}}"#);
        assert_eq!(report.pid, Some(7));
        assert_eq!(report.summary().os.as_deref(), Some("Linux"));
    }

    #[test]
    fn an_inlined_function_is_where_it_happened() {
        let report = report(
            r#"{"crash_info":{"crashing_thread":1,"type":"SIGSEGV"},
                "threads":[{}, {"thread_name":"t","frames":[
                  {"module":"m","function":"outer","line":17,
                   "inlines":[{"function":"inner","file":"a.c","line":12}]}]}]}"#,
        );
        let summary = report.summary();
        let place = summary.place.expect("a place");
        assert_eq!(place.function.as_deref(), Some("inner"));
        assert_eq!(place.line, Some(12));
        assert_eq!(place.module.as_deref(), Some("m"));
        assert_eq!(summary.frames.len(), 2);
        assert_eq!(summary.thread_name.as_deref(), Some("t"));
    }

    #[test]
    fn a_summary_is_bounded() {
        let mut report = Report::default();
        let long = Some("x".repeat(1 << 20));
        let frame = Frame {
            function: long.clone(),
            ..Frame::default()
        };
        report.crash_info.crashing_thread = Some(0);
        report.threads.push(super::super::Thread {
            frames: vec![frame; 100],
            ..Default::default()
        });
        let module = Module {
            debug_file: long,
            missing_symbols: true,
            ..Module::default()
        };
        report.modules = vec![module; 300];
        let summary = report.summary();
        assert_eq!(summary.frames.len(), MAX_FRAMES);
        assert_eq!(summary.modules_without_symbols.len(), MAX_MODULES);
        let json = serde_json::to_string(&summary).expect("JSON");
        assert!(json.len() < 400_000, "{}", json.len());
    }

    #[test]
    fn modules_are_told_apart_by_their_symbols() {
        let report = report(
            r#"{"modules":[{"filename":"a","loaded_symbols":true},
                {"filename":"b","missing_symbols":true,"debug_id":""},
                {"filename":"c","loaded_symbols":true,"corrupt_symbols":true},
                {"filename":"never looked up"}]}"#,
        );
        let summary = report.summary();
        let names = |modules: &[ModuleIds]| -> Vec<_> {
            modules
                .iter()
                .filter_map(|module| module.code_file.clone())
                .collect()
        };
        assert_eq!(names(&summary.modules_with_symbols), ["a"]);
        assert_eq!(names(&summary.modules_without_symbols), ["b", "c"]);
        assert_eq!(summary.modules_without_symbols[0].debug_id, None);
    }
}
