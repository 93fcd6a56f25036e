//! What stackwalking made of a dump: the JSON of `minidump-stackwalk`, typed.
//!
//! The JSON is the one source of truth: it is kept as it came, and what columns and pages show
//! is read from it by these types. Every field is optional, as the schema demands, and unknown
//! ones are passed over, so that reports of older and newer versions can be read. Fields that
//! nothing shows yet are absent here; add them with the schema's own name.
//!
//! Schema: <https://github.com/rust-minidump/rust-minidump/blob/main/minidump-processor/json-schema.md>

mod summary;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

pub use summary::{ModuleIds, Place, Summary};

/// A processed dump. Numbers of machine width are hexadecimal text: `0x00007f09bed17118`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    pub pid: Option<u32>,
    /// Seconds from the start of the process to the dump.
    pub process_uptime: Option<u64>,
    #[serde(deserialize_with = "null_is_default")]
    pub crash_info: CrashInfo,
    #[serde(deserialize_with = "null_is_default")]
    pub system_info: SystemInfo,
    #[serde(deserialize_with = "null_is_default")]
    pub threads: Vec<Thread>,
    /// A copy of the thread that crashed or asked for the dump; its first frame has registers.
    pub crashing_thread: Option<Thread>,
    /// The index of the executable in `modules`.
    pub main_module: Option<usize>,
    #[serde(deserialize_with = "null_is_default")]
    pub modules: Vec<Module>,
}

/// Why there is a dump.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrashInfo {
    /// `SIGSEGV / SEGV_MAPERR`, `EXCEPTION_ACCESS_VIOLATION_WRITE`; absent when nothing crashed.
    #[serde(rename = "type")]
    pub reason: Option<String>,
    pub address: Option<String>,
    /// A better one, where the instruction that crashed tells it.
    pub adjusted_address: Option<AdjustedAddress>,
    /// What the instruction that crashed did to memory.
    #[serde(deserialize_with = "null_is_default")]
    pub memory_accesses: Vec<MemoryAccess>,
    /// Where it went on, when that was elsewhere.
    pub instruction_pointer_update: Option<MemoryAccess>,
    /// What the address may have been before a bit of it changed.
    #[serde(deserialize_with = "null_is_default")]
    pub possible_bit_flips: Vec<PossibleBitFlip>,
    /// An index into the threads.
    pub crashing_thread: Option<usize>,
    pub assertion: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdjustedAddress {
    /// `non-canonical`, which the system does not tell, or `null-pointer`.
    pub kind: Option<String>,
    /// Of a non-canonical one.
    pub address: Option<String>,
    /// From the pointer that was null.
    pub offset: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemoryAccess {
    pub address: Option<String>,
    /// Only there when it is true.
    #[serde(deserialize_with = "null_is_default")]
    pub is_likely_guard_page: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PossibleBitFlip {
    /// The one that would have been right.
    pub address: Option<String>,
    /// What held the wrong one; absent when that is the address of the crash.
    pub source_register: Option<String>,
    /// From 0 to 1.
    pub confidence: Option<serde_json::Number>,
}

/// Where the process ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SystemInfo {
    pub os: Option<String>,
    pub os_ver: Option<String>,
    pub cpu_arch: Option<String>,
    pub cpu_info: Option<String>,
    pub cpu_count: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thread {
    pub thread_id: Option<u32>,
    pub thread_name: Option<String>,
    /// Only in the copy of the crashing thread: its index in the list.
    pub threads_index: Option<usize>,
    /// Innermost first.
    #[serde(deserialize_with = "null_is_default")]
    pub frames: Vec<Frame>,
    /// Crash Store's own: the stack was deeper than the limit, and this is its inner end.
    #[serde(deserialize_with = "null_is_default")]
    pub frames_cut: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Frame {
    /// What was executed: an address of the process.
    pub offset: Option<String>,
    pub module: Option<String>,
    /// `offset`, counted from the start of the module.
    pub module_offset: Option<String>,
    /// The modules that had been there, where there is none now.
    #[serde(deserialize_with = "null_is_default")]
    pub unloaded_modules: Vec<UnloadedModule>,
    pub function: Option<String>,
    pub function_offset: Option<String>,
    pub file: Option<String>,
    pub line: Option<u32>,
    /// Functions that the compiler inlined here, innermost first; each is a callee of this one.
    #[serde(deserialize_with = "null_is_default")]
    pub inlines: Vec<Inline>,
    /// How the frame was found: `context prewalked cfi cfi_scan frame_pointer scan non`.
    pub trust: Option<String>,
    #[serde(deserialize_with = "null_is_default")]
    pub registers: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inline {
    pub function: Option<String>,
    pub file: Option<String>,
    pub line: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnloadedModule {
    pub module: Option<String>,
    #[serde(deserialize_with = "null_is_default")]
    pub offsets: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Module {
    pub base_addr: Option<String>,
    pub end_addr: Option<String>,
    pub filename: Option<String>,
    pub code_id: Option<String>,
    pub debug_file: Option<String>,
    pub debug_id: Option<String>,
    pub version: Option<String>,
    /// Symbols were looked for and found.
    #[serde(deserialize_with = "null_is_default")]
    pub loaded_symbols: bool,
    /// Symbols were looked for and not found.
    #[serde(deserialize_with = "null_is_default")]
    pub missing_symbols: bool,
    /// Symbols were found and could not be read.
    #[serde(deserialize_with = "null_is_default")]
    pub corrupt_symbols: bool,
}

impl Module {
    /// Symbols were looked for and are of no use, or are not there.
    pub fn lacks_symbols(&self) -> bool {
        self.missing_symbols || self.corrupt_symbols
    }
}

impl Report {
    /// The thread that crashed or asked for the dump.
    pub fn crashing_thread(&self) -> Option<&Thread> {
        self.crashing_thread
            .as_ref()
            .or_else(|| self.threads.get(self.crashing_thread_index()?))
    }

    pub fn crashing_thread_index(&self) -> Option<usize> {
        let copy = self.crashing_thread.as_ref();
        self.crash_info
            .crashing_thread
            .or_else(|| copy?.threads_index)
    }
}

/// The schema lets `null` stand for every value that is not known.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
