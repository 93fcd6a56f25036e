//! All that a signature is made from.

use model::report::{Frame, Report};
use serde::{Deserialize, Serialize};

use super::frame_name;

/// Deeper frames never reach a signature.
pub(super) const MAX_FRAMES: usize = 100;

/// The named frames of the crashing thread, innermost first, and how it came to the crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtoSignature {
    /// At most 100, of at most 255 characters each; inlined functions are frames.
    pub frames: Vec<String>,
    pub circumstance: Option<Circumstance>,
}

/// A way to crash that says more than the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    OutOfMemory,
    StackOverflow,
    /// The program ended itself.
    Abort,
}

impl Circumstance {
    /// How a signature begins with it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutOfMemory => "out of memory",
            Self::StackOverflow => "stack overflow",
            Self::Abort => "abort",
        }
    }

    fn of(report: &Report) -> Option<Self> {
        let reason = report.crash_info.reason.as_deref()?;
        let is_one_of = |parts: &[&str]| parts.iter().any(|part| reason.contains(part));
        // The code is what Chromium's allocator raises.
        if is_one_of(&["STATUS_NO_MEMORY", "0xe0000008"]) {
            Some(Self::OutOfMemory)
        } else if is_one_of(&["STACK_OVERFLOW"]) || is_beyond_stack(report) {
            Some(Self::StackOverflow)
        } else if is_one_of(&["SIGABRT", "FATAL_APP_EXIT"]) {
            Some(Self::Abort)
        } else {
            None
        }
    }
}

impl ProtoSignature {
    pub fn of(report: &Report) -> Self {
        let frames = report
            .crashing_thread()
            .map_or(&[][..], |thread| &thread.frames);
        Self {
            frames: frames
                .iter()
                .flat_map(frame_name::of)
                .take(MAX_FRAMES)
                .collect(),
            circumstance: Circumstance::of(report),
        }
    }
}

/// Unix has no reason of its own for a stack overflow. But memory at the stack pointer is there
/// unless the stack has reached its end.
fn is_beyond_stack(report: &Report) -> bool {
    /// What a function may take at once; compilers probe page by page, if at all.
    const BELOW: u64 = 64 << 10;
    const ABOVE: u64 = 4 << 10;
    let pointer = || {
        let Frame { registers, .. } = report.crashing_thread()?.frames.first()?;
        let pointer = ["rsp", "esp", "sp"]
            .into_iter()
            .find_map(|name| registers.get(name))?;
        frame_name::number(pointer)
    };
    let Some((address, pointer)) = report
        .crash_info
        .address
        .as_deref()
        .and_then(frame_name::number)
        .zip(pointer())
    else {
        return false;
    };
    (pointer.saturating_sub(BELOW)..=pointer.saturating_add(ABOVE)).contains(&address)
        && pointer != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circumstance(reason: &str, address: &str, stack_pointer: &str) -> Option<Circumstance> {
        let json = format!(
            r#"{{"crash_info":{{"type":"{reason}","address":"{address}","crashing_thread":0}},
                "crashing_thread":{{"frames":[{{"registers":{{"rsp":"{stack_pointer}"}}}}]}}}}"#
        );
        Circumstance::of(&serde_json::from_str(&json).expect("a report"))
    }

    #[test]
    fn reasons_tell_circumstances() {
        use Circumstance::{Abort, OutOfMemory, StackOverflow};
        for (reason, expected) in [
            ("SIGABRT / SI_TKILL", Some(Abort)),
            ("EXC_CRASH / SIGABRT", Some(Abort)),
            ("EXCEPTION_STACK_OVERFLOW", Some(StackOverflow)),
            ("STATUS_NO_MEMORY", Some(OutOfMemory)),
            ("SIGSEGV / SEGV_MAPERR", None),
        ] {
            assert_eq!(
                circumstance(reason, "0x0", "0x7ffc5cf47e68"),
                expected,
                "{reason}"
            );
        }
    }

    #[test]
    fn a_fault_at_the_stack_pointer_is_a_stack_overflow() {
        let at = |address| circumstance("SIGSEGV / SEGV_ACCERR", address, "0x7ffc5cf47e68");
        assert_eq!(at("0x7ffc5cf47e60"), Some(Circumstance::StackOverflow));
        assert_eq!(at("0x7ffc5cf40000"), Some(Circumstance::StackOverflow));
        assert_eq!(at("0x7ffc5cf00000"), None);
        assert_eq!(at("0x0000000000000000"), None);
        assert_eq!(circumstance("SIGSEGV", "0x8", "0x0"), None);
    }
}
