//! What a report's terms mean.

use model::report::Report;

/// Beginnings of reasons, and what they mean; the first that fits counts.
const REASONS: &[(&str, &str)] = &[
    (
        "SIGSEGV / SEGV_MAPERR",
        "The program used memory that it does not have",
    ),
    (
        "SIGSEGV / SEGV_ACCERR",
        "The program used memory in a way that is not allowed",
    ),
    ("SIGSEGV", "The program used memory that it may not use"),
    ("SIGABRT", "The program ended itself"),
    ("SIGBUS", "The program used memory that cannot be reached"),
    ("SIGFPE", "The program computed what has no result"),
    (
        "SIGILL",
        "The program came to an instruction that does not exist",
    ),
    (
        "SIGTRAP",
        "The program came to a breakpoint or a failed check",
    ),
    (
        "SIGSYS",
        "The program asked the system for what it may not have",
    ),
    ("DUMP_REQUESTED", "The dump was asked for, without a crash"),
    (
        "EXCEPTION_ACCESS_VIOLATION_READ",
        "The program read memory that it may not read",
    ),
    (
        "EXCEPTION_ACCESS_VIOLATION_WRITE",
        "The program wrote to memory that it may not change",
    ),
    (
        "EXCEPTION_ACCESS_VIOLATION_EXEC",
        "The program ran into memory that is no code",
    ),
    ("EXCEPTION_STACK_OVERFLOW", "The stack is full"),
    (
        "EXCEPTION_BREAKPOINT",
        "The program came to a breakpoint or a failed check",
    ),
    (
        "EXCEPTION_ILLEGAL_INSTRUCTION",
        "The program came to an instruction that does not exist",
    ),
    (
        "EXCEPTION_INT_DIVIDE_BY_ZERO",
        "The program divided by zero",
    ),
    (
        "EXC_BAD_ACCESS",
        "The program used memory that it may not use",
    ),
    ("EXC_CRASH", "The program ended itself"),
    (
        "EXC_BREAKPOINT",
        "The program came to a breakpoint or a failed check",
    ),
    (
        "EXC_BAD_INSTRUCTION",
        "The program came to an instruction that does not exist",
    ),
    ("EXC_ARITHMETIC", "The program computed what has no result"),
    (
        "EXC_GUARD",
        "The program used something that the system guards",
    ),
    ("EXC_RESOURCE", "The program took too much of something"),
];
/// Objects are small, and so is what is added to the address of one that is not there.
const NULL_PAGE: u64 = 0x1_0000;
/// What allocators of debug builds write over memory that was given back.
const FREED: [(u64, &str); 4] = [
    (0xdddd_dddd, "0xdd"),
    (0xfeee_feee, "0xfeee"),
    (0x5a5a_5a5a, "0x5a"),
    (0xe5e5_e5e5, "0xe5"),
];
const MAX_HINTS: usize = 3;

/// A reason in words.
pub(super) fn headline(reason: Option<&str>) -> String {
    let Some(reason) = reason else {
        return "The dump was made without a crash".to_owned();
    };
    let known = REASONS.iter().find(|(term, _)| reason.starts_with(term));
    known.map_or_else(|| reason.to_owned(), |(_, words)| (*words).to_owned())
}

/// What probably was the matter, where the report allows a guess.
pub(super) fn hints(report: &Report) -> Vec<String> {
    let reason = report.crash_info.reason.as_deref().unwrap_or_default();
    let is_memory = ["SIGSEGV", "SIGBUS", "EXCEPTION_ACCESS", "EXC_BAD_ACCESS"]
        .iter()
        .any(|term| reason.starts_with(term));
    let mut hints = Vec::new();
    let address = report.crash_info.address.as_deref().and_then(number);
    if let (true, Some(address)) = (is_memory, address) {
        if address < NULL_PAGE {
            hints.push(match address {
                0 => "The address is 0: probably a pointer was null.".to_owned(),
                _ => format!(
                    "The address is {address:#x}: probably a pointer was null, and what is {address} bytes behind it was used."
                ),
            });
        }
        let low = address & 0xffff_f000;
        if let Some((_, pattern)) = FREED.iter().find(|(freed, _)| freed & 0xffff_f000 == low) {
            hints.push(format!(
                "The address is made of {pattern}, which allocators write over memory that was given back: probably something was used after it was freed."
            ));
        }
    }
    if reason.contains("STACK_OVERFLOW") || is_recursive(report) {
        hints.push(
            "The stack is full of the same calls: probably a recursion has no end.".to_owned(),
        );
    }
    hints.truncate(MAX_HINTS);
    hints
}

/// Whether most of a deep stack is one function.
fn is_recursive(report: &Report) -> bool {
    const DEEP: usize = 200;
    let Some(thread) = report
        .crashing_thread()
        .filter(|thread| thread.frames.len() >= DEEP)
    else {
        return false;
    };
    let middle = thread.frames[DEEP / 2].module_offset.as_deref();
    let same = thread
        .frames
        .iter()
        .filter(|frame| frame.module_offset.as_deref() == middle);
    middle.is_some() && same.count() * 2 > thread.frames.len()
}

fn number(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

/// How a frame was found, in short, and what that means.
pub(super) fn trust(trust: Option<&str>) -> (&'static str, &'static str) {
    match trust {
        Some("context") => ("exactly", "From the registers: certain."),
        Some("prewalked") => ("given", "From the dump itself, which had walked the stack."),
        Some("cfi") => ("by unwinding", "From unwind information: reliable."),
        Some("cfi_scan") => (
            "by scan",
            "By unwind information after a scan: may be wrong.",
        ),
        Some("frame_pointer") => ("by pointer", "By the frame pointer: probably right."),
        Some("scan") => ("by scan", "Found by scanning the stack: may be wrong."),
        _ => ("", "It is not known how this frame was found."),
    }
}

/// Whether a frame may never have been there.
pub(super) fn is_doubtful(trust: Option<&str>) -> bool {
    matches!(trust, Some("scan" | "cfi_scan"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(json: &str) -> Report {
        serde_json::from_str(json).expect("a report")
    }

    #[test]
    fn the_first_reason_that_fits_counts() {
        let words = headline(Some("SIGSEGV / SEGV_MAPERR"));
        assert_eq!(words, "The program used memory that it does not have");
        assert_eq!(headline(Some("SIGNEW / X")), "SIGNEW / X");
    }

    #[test]
    fn addresses_tell_of_null_and_freed_memory() {
        let of = |reason: &str, address: &str| {
            hints(&report(&format!(
                r#"{{"crash_info":{{"type":"{reason}","address":"{address}"}}}}"#
            )))
        };
        assert!(of("SIGSEGV / SEGV_MAPERR", "0x0000000000000010")[0].contains("null"));
        assert!(of("EXCEPTION_ACCESS_VIOLATION_READ", "0xdddddddd")[0].contains("freed"));
        assert_eq!(of("SIGABRT", "0x0000000000000010"), Vec::<String>::new());
        assert_eq!(of("SIGSEGV", "0x00007fff12345678"), Vec::<String>::new());
    }

    #[test]
    fn an_endless_recursion_is_told() {
        let frames = vec![r#"{"module_offset":"0x10"}"#; 300].join(",");
        let json = format!(
            r#"{{"crash_info":{{"crashing_thread":0}},"threads":[{{"frames":[{frames}]}}]}}"#
        );
        assert_eq!(hints(&report(&json)).len(), 1);
    }
}
