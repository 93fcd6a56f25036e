//! Sample dumps, dumps made to order, and the program that is started as a worker.

use std::path::{Path, PathBuf};
use std::time::Duration;

use minidump_synth::{
    DumpString, Memory, Module, SynthMinidump, SystemInfo, Thread, amd64_context,
};
use processing::worker::{self, Output};
use processing::{Failure, Limits};
use test_assembler::{Endian, Section};

pub(crate) const SAMPLES: [&str; 6] = [
    "crashy-abort.dmp",
    "crashy-segv.dmp",
    "invalid-parameter.dmp",
    "linux-mini.dmp",
    "simple-crashpad.dmp",
    "test.dmp",
];

pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

pub(crate) fn symbols() -> Vec<PathBuf> {
    vec![sample("symbols")]
}

/// The example `worker`, which is built with the tests.
pub(crate) fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test
        .parent()
        .unwrap()
        .with_file_name("examples")
        .join("worker");
    assert!(
        program.is_file(),
        "build it first: cargo build -p processing --example worker"
    );
    program
}

pub(crate) async fn process(file: &Path, limits: &Limits) -> Result<Output, Failure> {
    worker::run(&program(), file, &symbols(), limits).await
}

pub(crate) fn process_bytes(dump: &[u8], limits: &Limits) -> Result<Output, Failure> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), dump).unwrap();
    runtime().block_on(process(file.path(), limits))
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// A dump of which each thread has a stack that is full of one address of code.
pub(crate) fn dump_of_deep_stacks(stack_bytes: &[usize]) -> Vec<u8> {
    const CODE: u64 = 0x0040_1000;
    let endian = Endian::Little;
    let name = DumpString::new("victim", endian);
    // CodeView's record of a PDB 7.0, by which symbols are found: `VICTIM_ID`.
    let record = Section::with_endian(endian)
        .append_bytes(b"RSDS")
        .append_bytes(&[0x11; 16])
        .D32(1)
        .append_bytes(b"victim\0");
    let module = Module::new(endian, 0x0040_0000, 0x1_0000, &name, 0, 0, None).cv_record(&record);
    let mut dump = SynthMinidump::with_endian(endian)
        .add_system_info(linux())
        .add_module(module)
        .add(name)
        .add(record);
    for (thread, bytes) in (1_u32..).zip(stack_bytes) {
        let base = 0x7000_0000_0000 + (u64::from(thread) << 32);
        let words = CODE.to_le_bytes().repeat(bytes / 8);
        let stack = Memory::with_section(Section::with_endian(endian).append_bytes(&words), base);
        let context = amd64_context(endian, CODE, base);
        dump = dump
            .add_thread(Thread::new(endian, thread, &stack, &context))
            .add(context)
            .add_memory(stack);
    }
    dump.finish().unwrap()
}

/// What symbols of the module in [`dump_of_deep_stacks`] are found by.
pub(crate) const VICTIM_ID: &str = "111111111111111111111111111111111";

/// A dump of so many modules, which have one name.
pub(crate) fn dump_of_modules(count: u32) -> Vec<u8> {
    let endian = Endian::Little;
    let name = DumpString::new("module", endian);
    let mut dump = SynthMinidump::with_endian(endian).add_system_info(linux());
    for number in 0..count {
        let base = 0x1_0000 * (u64::from(number) + 1);
        dump = dump.add_module(Module::new(endian, base, 0x1_0000, &name, 0, 0, None));
    }
    let stack = Memory::with_section(Section::with_endian(endian).append_bytes(&[0; 8]), 0x7000);
    let context = amd64_context(endian, 0x1_0000, 0x7000);
    dump.add_thread(Thread::new(endian, 1, &stack, &context))
        .add(context)
        .add_memory(stack)
        .add(name)
        .finish()
        .unwrap()
}

fn linux() -> SystemInfo {
    const LINUX: u32 = 0x8201;
    const AMD64: u16 = 9;
    SystemInfo::new(Endian::Little)
        .set_processor_architecture(AMD64)
        .set_platform_id(LINUX)
}

/// Gone, or waiting for its parent to ask.
pub(crate) fn has_ended(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.map_or(true, |stat| {
        stat.rsplit_once(") ").unwrap().1.starts_with('Z')
    })
}

/// Waits for a condition, for as long as the test may take.
pub(crate) async fn until<T>(mut condition: impl FnMut() -> Option<T>) -> T {
    loop {
        if let Some(value) = condition() {
            return value;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
