//! What probably was the matter, where a report allows a guess.

use model::report::{AdjustedAddress, CrashInfo, PossibleBitFlip, Report};

/// Reasons that are about an address.
const OF_MEMORY: [&str; 4] = ["SIGSEGV", "SIGBUS", "EXCEPTION_ACCESS", "EXC_BAD_ACCESS"];
/// Parts of reasons that come without an address: 0 stands for it.
const WITHOUT_ADDRESS: [&str; 2] = ["SI_KERNEL", "EXC_I386_GPFLT"];
/// Objects are small, and so is what is added to the address of one that is not there.
const NULL_PAGE: u64 = 0x1_0000;
/// What allocators of debug builds write over memory that was given back.
const FREED: [(u64, &str); 4] = [
    (0xdddd_dddd, "0xdd"),
    (0xfeee_feee, "0xfeee"),
    (0x5a5a_5a5a, "0x5a"),
    (0xe5e5_e5e5, "0xe5"),
];

/// One of each kind at most, the surest first.
pub(super) fn hints(report: &Report) -> Vec<String> {
    let info = &report.crash_info;
    let reason = info.reason.as_deref().unwrap_or_default();
    let recursion = recursion(reason, report);
    if !OF_MEMORY.iter().any(|term| reason.starts_with(term)) {
        return recursion.into_iter().collect();
    }
    let null = null(info);
    // Next to 0, everything differs by one bit from something.
    let bit_flip = if null.is_none() { bit_flip(info) } else { None };
    let hints = [null, freed(info), guard_page(info), recursion, bit_flip];
    hints.into_iter().flatten().collect()
}

fn null(info: &CrashInfo) -> Option<String> {
    let offset = match adjusted(info, "null-pointer") {
        Some(adjusted) => number(adjusted.offset.as_deref()?)?,
        None => address(info).filter(|address| *address < NULL_PAGE)?,
    };
    Some(match offset {
        0 => "The address is 0: probably a pointer was null.".to_owned(),
        _ => format!(
            "The address is {offset:#x}: probably a pointer was null, and what is {offset} bytes behind it was used."
        ),
    })
}

fn freed(info: &CrashInfo) -> Option<String> {
    let page = |address: u64| address & 0xffff_f000;
    let address = address(info)?;
    let (_, pattern) = FREED
        .iter()
        .find(|(freed, _)| page(*freed) == page(address))?;
    Some(format!(
        "The address is made of {pattern}, which allocators write over memory that was given back: probably something was used after it was freed."
    ))
}

fn guard_page(info: &CrashInfo) -> Option<String> {
    let accesses = info.memory_accesses.iter();
    let guarded = accesses
        .chain(&info.instruction_pointer_update)
        .find(|access| access.is_likely_guard_page)?;
    let address = number(guarded.address.as_deref()?)?;
    Some(format!(
        "The address {address:#x} is probably in a guard page, which ends a stack or a buffer: probably the program went past that end."
    ))
}

fn recursion(reason: &str, report: &Report) -> Option<String> {
    (reason.contains("STACK_OVERFLOW") || is_recursive(report))
        .then(|| "The stack is full of the same calls: probably a recursion has no end.".to_owned())
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

/// The likeliest one.
fn bit_flip(info: &CrashInfo) -> Option<String> {
    let flips = info.possible_bit_flips.iter();
    let flip = flips.max_by_key(|flip| percent(flip))?;
    let right = match number(flip.address.as_deref()?)? {
        0 => "0, a null pointer".to_owned(),
        right => format!("{right:#x}, which is readable"),
    };
    let wrong = match &flip.source_register {
        Some(register) => format!("The address in {register}"),
        None => "The address".to_owned(),
    };
    let confidence = match percent(flip) {
        Some(percent) => format!(" (confidence {percent} %)"),
        None => String::new(),
    };
    Some(format!(
        "{wrong} may differ by one bit from {right}: perhaps faulty memory{confidence}."
    ))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is no share of 1 is brought into it before"
)]
fn percent(flip: &PossibleBitFlip) -> Option<u8> {
    let confidence = flip.confidence.as_ref()?.as_f64()?;
    Some((confidence.clamp(0.0, 1.0) * 100.0).round() as u8)
}

/// What was used: as the instruction tells, or else the system.
fn address(info: &CrashInfo) -> Option<u64> {
    if let Some(adjusted) = adjusted(info, "non-canonical") {
        return number(adjusted.address.as_deref()?);
    }
    let reason = info.reason.as_deref().unwrap_or_default();
    let is_told = !WITHOUT_ADDRESS.iter().any(|part| reason.contains(part));
    number(info.address.as_deref().filter(|_| is_told)?)
}

fn adjusted<'a>(info: &'a CrashInfo, kind: &str) -> Option<&'a AdjustedAddress> {
    let adjusted = info.adjusted_address.as_ref();
    adjusted.filter(|adjusted| adjusted.kind.as_deref() == Some(kind))
}

fn number(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Vec<String> {
        hints(&serde_json::from_str(json).expect("a report"))
    }

    /// Of a crash with more facts than its reason.
    fn with(reason: &str, facts: &str) -> Vec<String> {
        of(&format!(
            r#"{{"crash_info":{{"type":"{reason}",{facts}}}}}"#
        ))
    }

    #[test]
    fn addresses_tell_of_null_and_freed_memory() {
        let of = |reason, address| with(reason, &format!(r#""address":"{address}""#));
        assert!(of("SIGSEGV / SEGV_MAPERR", "0x0000000000000010")[0].contains("null"));
        assert!(of("EXCEPTION_ACCESS_VIOLATION_READ", "0xdddddddd")[0].contains("freed"));
        assert_eq!(of("SIGABRT", "0x0000000000000010"), Vec::<String>::new());
        assert_eq!(of("SIGSEGV", "0x00007fff12345678"), Vec::<String>::new());
    }

    #[test]
    fn the_instruction_knows_better_than_the_system() {
        let null = with(
            "SIGSEGV / SEGV_MAPERR",
            r#""address":"0x20010","adjusted_address":{"kind":"null-pointer","offset":"0x20010"}"#,
        );
        assert!(null[0].contains("null, and what is 131088 bytes behind"));
        let freed = with(
            "SIGSEGV / SI_KERNEL",
            r#""address":"0x0","adjusted_address":
                {"kind":"non-canonical","address":"0xe5e5e5e5e5e5e5e5"}"#,
        );
        assert!(freed[0].contains("made of 0xe5"), "{freed:?}");
        assert_eq!(freed.len(), 1);
    }

    #[test]
    fn an_address_that_the_system_does_not_tell_is_not_null() {
        for reason in ["SIGSEGV / SI_KERNEL", "EXC_BAD_ACCESS / EXC_I386_GPFLT"] {
            assert_eq!(with(reason, r#""address":"0x0""#), Vec::<String>::new());
        }
    }

    #[test]
    fn a_guard_page_is_told() {
        let facts = r#""memory_accesses":[
            {"address":"0x00007f0000000010","size":8,"access_type":"read"},
            {"address":"0x00007f0000001000","size":null,"is_likely_guard_page":true}]"#;
        let hints = with("SIGSEGV / SEGV_ACCERR", facts);
        assert!(hints[0].starts_with("The address 0x7f0000001000 is probably in a guard page"));
        let facts = r#""instruction_pointer_update":
            {"address":"0x00007f0000001000","is_likely_guard_page":true}"#;
        assert_eq!(with("EXCEPTION_ACCESS_VIOLATION_EXEC", facts), hints);
    }

    #[test]
    fn the_likeliest_bit_flip_is_told() {
        let flips = r#""address":"0x00007fff12345678","possible_bit_flips":[
            {"address":"0x00007ffd12345678","source_register":null,"details":{},"confidence":0.25},
            {"address":"0x00005c0012340000","source_register":"rax","confidence":0.625},
            {"address":"0x0000000000000001","confidence":null}]"#;
        assert_eq!(
            with("SIGSEGV / SEGV_MAPERR", flips),
            [
                "The address in rax may differ by one bit from 0x5c0012340000, which is readable: perhaps faulty memory (confidence 63 %)."
            ]
        );
        let flips = r#""possible_bit_flips":[{"address":"0x00"}]"#;
        assert_eq!(
            with("SIGBUS", flips),
            ["The address may differ by one bit from 0, a null pointer: perhaps faulty memory."]
        );
    }

    #[test]
    fn next_to_null_no_bit_flip_is_told() {
        let flips =
            r#""address":"0x8","possible_bit_flips":[{"address":"0x0","confidence":0.4375}]"#;
        assert_eq!(with("SIGSEGV / SEGV_MAPERR", flips).len(), 1);
    }

    #[test]
    fn what_is_not_known_makes_no_hint() {
        let facts = r#""address":null,"adjusted_address":null,"memory_accesses":null,
            "instruction_pointer_update":null,"possible_bit_flips":null"#;
        assert_eq!(with("SIGSEGV", facts), Vec::<String>::new());
        let facts = r#""adjusted_address":{},"memory_accesses":[{"is_likely_guard_page":true}],
            "possible_bit_flips":[{"address":"?","confidence":2e9}]"#;
        assert_eq!(with("SIGSEGV", facts), Vec::<String>::new());
        assert_eq!(of("{}"), Vec::<String>::new());
    }

    #[test]
    fn an_endless_recursion_is_told() {
        let frames = vec![r#"{"module_offset":"0x10"}"#; 300].join(",");
        let json = format!(
            r#"{{"crash_info":{{"crashing_thread":0}},"threads":[{{"frames":[{frames}]}}]}}"#
        );
        assert_eq!(of(&json).len(), 1);
    }
}
