//! What a report's terms mean.

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
        "EXCEPTION_GUARD_PAGE",
        "The program went past the end of a stack or a buffer",
    ),
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

/// A reason in words.
pub(super) fn headline(reason: Option<&str>) -> String {
    let Some(reason) = reason else {
        return "The dump was made without a crash".to_owned();
    };
    let known = REASONS.iter().find(|(term, _)| reason.starts_with(term));
    known.map_or_else(|| reason.to_owned(), |(_, words)| (*words).to_owned())
}

/// How a frame was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trust {
    term: &'static str,
    /// In short.
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
}

/// The surest first. The last is that of every other term, and of none.
pub(super) const TRUSTS: [Trust; 7] = [
    Trust {
        term: "context",
        name: "exactly",
        meaning: "From the registers: certain.",
    },
    Trust {
        term: "prewalked",
        name: "given",
        meaning: "From the dump itself, which had walked the stack.",
    },
    Trust {
        term: "cfi",
        name: "by unwinding",
        meaning: "From unwind information: reliable.",
    },
    Trust {
        term: "frame_pointer",
        name: "by pointer",
        meaning: "By the frame pointer: probably right.",
    },
    Trust {
        term: "cfi_scan",
        name: "by scan, unwound",
        meaning: "By unwind information after a scan: may be wrong.",
    },
    Trust {
        term: "scan",
        name: "by scan",
        meaning: "Found by scanning the stack: may be wrong.",
    },
    Trust {
        term: "",
        name: "unknown",
        meaning: "It is not known how this frame was found.",
    },
];

pub(super) fn trust(term: Option<&str>) -> &'static Trust {
    let [known @ .., unknown] = &TRUSTS;
    let found = known.iter().find(|trust| Some(trust.term) == term);
    found.unwrap_or(unknown)
}

/// Whether a frame may never have been there.
pub(super) fn is_doubtful(trust: Option<&str>) -> bool {
    matches!(trust, Some("scan" | "cfi_scan"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_that_fits_counts() {
        let words = headline(Some("SIGSEGV / SEGV_MAPERR"));
        assert_eq!(words, "The program used memory that it does not have");
        assert_eq!(headline(Some("SIGNEW / X")), "SIGNEW / X");
    }
}
