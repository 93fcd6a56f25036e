//! Which frames matter.

use model::SignaturePatterns;
use wildmatch::WildMatch;

use super::proto::MAX_FRAMES;
use super::{Circumstance, ProtoSignature, Signature};

/// A list is edited by hand: more patterns are a mistake.
const MAX_PATTERNS: usize = 2000;
const MAX_PATTERN_CHARS: usize = 255;

/// The text of the lists: a pattern per line, in which `*` is any text and `?` any character.
/// Empty lines and lines that begin with `#` mean nothing.
#[derive(Clone, Copy, Debug)]
pub struct Lists<'a> {
    /// Frames that say nothing: they are skipped.
    pub irrelevant: &'a str,
    /// Frames that do not say enough: they are named, and what called them too.
    pub prefix: &'a str,
    /// Frames at which reading begins.
    pub sentinel: &'a str,
    /// Frames by which a program says that it has no memory left; skipped like irrelevant ones.
    pub out_of_memory: &'a str,
}

impl Lists<'static> {
    /// The lists that come with the program.
    pub const BUILT_IN: Self = Self {
        irrelevant: include_str!("../../data/irrelevant.txt"),
        prefix: include_str!("../../data/prefix.txt"),
        sentinel: include_str!("../../data/sentinel.txt"),
        out_of_memory: include_str!("../../data/out_of_memory.txt"),
    };
}

/// Makes signatures of proto signatures.
#[derive(Clone, Debug)]
pub struct Rules {
    irrelevant: Patterns,
    prefix: Patterns,
    sentinel: Patterns,
    out_of_memory: Patterns,
}

/// Why a list cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    #[error("line {line} is longer than {MAX_PATTERN_CHARS} characters")]
    PatternTooLong { line: usize },
    #[error("there are more than {MAX_PATTERNS} patterns")]
    TooManyPatterns,
    /// Of a list that is not a text.
    #[error("line {line} is more than one line")]
    SeveralLines { line: usize },
}

impl Default for Rules {
    fn default() -> Self {
        Self::new(Lists::BUILT_IN).expect("the tests read the built-in lists")
    }
}

impl Rules {
    /// # Errors
    ///
    /// When a list has too many patterns or too long ones: time to match is bounded by both.
    pub fn new(lists: Lists) -> Result<Self, RulesError> {
        Ok(Self {
            irrelevant: Patterns::new(lists.irrelevant)?,
            prefix: Patterns::new(lists.prefix)?,
            sentinel: Patterns::new(lists.sentinel)?,
            out_of_memory: Patterns::new(lists.out_of_memory)?,
        })
    }

    /// The built-in lists, and more patterns beside them.
    ///
    /// # Errors
    ///
    /// As [`check_patterns`] of each list.
    pub fn with(patterns: &SignaturePatterns) -> Result<Self, RulesError> {
        let mut rules = Self::default();
        for (list, more) in [
            (&mut rules.irrelevant, &patterns.ignore),
            (&mut rules.prefix, &patterns.prefix),
            (&mut rules.sentinel, &patterns.sentinel),
        ] {
            check_patterns(more)?;
            list.0.extend(Patterns::new(&more.join("\n"))?.0);
        }
        Ok(rules)
    }

    /// The signature of a crash. The same for the same proto signature.
    pub fn signature(&self, proto: &ProtoSignature) -> Signature {
        let frames = &proto.frames[..proto.frames.len().min(MAX_FRAMES)];
        let start = frames
            .iter()
            .position(|frame| self.sentinel.match_one(frame))
            .unwrap_or(0);
        let frames = &frames[start..];
        let is_out_of_memory = frames
            .iter()
            .any(|frame| self.out_of_memory.match_one(frame));

        let mut names: Vec<&str> = Vec::new();
        for frame in frames {
            if self.irrelevant.match_one(frame) || self.out_of_memory.match_one(frame) {
                continue;
            }
            // Recursion of any depth is one name.
            if names.last() != Some(&frame.as_str()) {
                names.push(frame);
            }
            if !self.prefix.match_one(frame) {
                break;
            }
        }
        if names.is_empty() {
            // Nothing matters, so the innermost frame has to do.
            names.push(frames.first().map_or("no stack", String::as_str));
        }
        let circumstance = if is_out_of_memory {
            Some(Circumstance::OutOfMemory)
        } else {
            proto.circumstance
        };
        names.splice(..0, circumstance.map(Circumstance::as_str));
        Signature::new(&names)
    }
}

/// Says whether a list can be used: bounded like a built-in one, with comments.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn check_patterns(list: &[String]) -> Result<(), RulesError> {
    if list.len() > MAX_PATTERNS {
        return Err(RulesError::TooManyPatterns);
    }
    for (line, pattern) in (1..).zip(list) {
        if pattern.chars().count() > MAX_PATTERN_CHARS {
            return Err(RulesError::PatternTooLong { line });
        }
        if pattern.contains(['\n', '\r', '\0']) {
            return Err(RulesError::SeveralLines { line });
        }
    }
    Ok(())
}

#[derive(Clone, Debug)]
struct Patterns(Vec<WildMatch>);

impl Patterns {
    fn new(list: &str) -> Result<Self, RulesError> {
        let mut patterns = Vec::new();
        for (index, line) in list.lines().enumerate() {
            let pattern = line.trim();
            if pattern.is_empty() || pattern.starts_with('#') {
                continue;
            }
            if pattern.chars().count() > MAX_PATTERN_CHARS {
                return Err(RulesError::PatternTooLong { line: index + 1 });
            }
            patterns.push(WildMatch::new(pattern));
        }
        if patterns.len() > MAX_PATTERNS {
            return Err(RulesError::TooManyPatterns);
        }
        Ok(Self(patterns))
    }

    fn match_one(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::signature::MAX_SIGNATURE_CHARS;

    fn proto(frames: &[&str], circumstance: Option<Circumstance>) -> ProtoSignature {
        ProtoSignature {
            frames: frames.iter().map(|&frame| frame.to_owned()).collect(),
            circumstance,
        }
    }

    fn rules() -> Rules {
        Rules::new(Lists {
            irrelevant: "# a comment\n\nraise\nlibc.so.?@*",
            prefix: "  memcpy\nstd::*  ",
            sentinel: "begin*",
            out_of_memory: "give_up",
        })
        .expect("rules")
    }

    #[test]
    fn frames_are_skipped_collected_and_ended() {
        for (frames, expected) in [
            (&["parse", "main"][..], "parse"),
            (&["raise", "libc.so.6@0x1", "parse", "main"], "parse"),
            (
                &["memcpy", "std::copy", "raise", "parse", "main"],
                "memcpy | std::copy | parse",
            ),
            (&["memcpy", "memcpy", "memcpy"], "memcpy"),
            (&["dispatch", "memcpy", "begin_it", "main"], "begin_it"),
            (&["raise", "libc.so.6@0x1"], "raise"),
            (&["raise", "give_up", "parse"], "out of memory | parse"),
            (&[], "no stack"),
        ] {
            assert_eq!(
                rules().signature(&proto(frames, None)).as_str(),
                expected,
                "{frames:?}"
            );
        }
    }

    #[test]
    fn the_circumstance_comes_first() {
        let abort = proto(&["raise", "parse"], Some(Circumstance::Abort));
        assert_eq!(rules().signature(&abort).as_str(), "abort | parse");
        let nothing = proto(&[], Some(Circumstance::StackOverflow));
        assert_eq!(
            rules().signature(&nothing).as_str(),
            "stack overflow | no stack"
        );
    }

    #[test]
    fn the_built_in_lists_name_what_programs_do() {
        let rules = Rules::default();
        for (frames, circumstance, expected) in [
            (
                &[
                    "__pthread_kill_implementation",
                    "raise",
                    "abort",
                    "check",
                    "main",
                ][..],
                Some(Circumstance::Abort),
                "abort | check",
            ),
            (
                &[
                    "rust_panic",
                    "std::panicking::begin_panic_handler::{closure}",
                    "core::panicking::panic_fmt",
                    "core::option::unwrap_failed",
                    "core::option::Option::unwrap",
                    "app::read",
                    "app::main",
                ],
                Some(Circumstance::Abort),
                "abort | app::read",
            ),
            (
                &[
                    "__memmove_avx_unaligned_erms",
                    "std::vector::push_back",
                    "app::Read",
                ],
                None,
                "__memmove_avx_unaligned_erms | std::vector::push_back | app::Read",
            ),
            (
                &[
                    "RaiseException",
                    "_CxxThrowException",
                    "std::_Xlength_error",
                    "app::Read",
                ],
                None,
                "std::_Xlength_error | app::Read",
            ),
            (
                &[
                    "__rust_start_panic",
                    "std::alloc::rust_oom",
                    "alloc::alloc::handle_alloc_error",
                    "alloc::raw_vec::RawVecInner::reserve",
                    "app::grow",
                ],
                Some(Circumstance::Abort),
                "out of memory | alloc::raw_vec::RawVecInner::reserve | app::grow",
            ),
        ] {
            let signature = rules.signature(&proto(frames, circumstance));
            assert_eq!(signature.as_str(), expected, "{frames:?}");
        }
    }

    #[test]
    fn lists_are_bounded() {
        let with = |prefix: &str| {
            Rules::new(Lists {
                prefix,
                ..Lists::BUILT_IN
            })
            .map(drop)
        };
        let long = format!("a\n{}", "x".repeat(MAX_PATTERN_CHARS + 1));
        assert_eq!(with(&long), Err(RulesError::PatternTooLong { line: 2 }));
        assert_eq!(
            with(&"x\n".repeat(MAX_PATTERNS + 1)),
            Err(RulesError::TooManyPatterns)
        );
        assert_eq!(with(&"x\n".repeat(MAX_PATTERNS)), Ok(()));
    }

    #[test]
    fn patterns_stand_beside_the_built_in_ones() {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let patterns = SignaturePatterns {
            ignore: texts(&["# of our own", "", " app::check "]),
            prefix: texts(&["app::List::*"]),
            sentinel: texts(&["app::begin"]),
        };
        let rules = Rules::with(&patterns).expect("rules");
        let frames = ["raise", "app::check", "app::List::at", "app::read", "main"];
        assert_eq!(
            rules.signature(&proto(&frames, None)).as_str(),
            "app::List::at | app::read"
        );
        let frames = ["app::read", "app::begin", "main"];
        let signature = rules.signature(&proto(&frames, None));
        assert_eq!(signature.as_str(), "app::begin");
    }

    #[test]
    fn lists_beside_the_built_in_ones_are_bounded_too() {
        let list = |text: &str, count| vec![text.to_owned(); count];
        assert_eq!(check_patterns(&list("a", MAX_PATTERNS)), Ok(()));
        assert_eq!(
            check_patterns(&list("a", MAX_PATTERNS + 1)),
            Err(RulesError::TooManyPatterns)
        );
        let long = "é".repeat(MAX_PATTERN_CHARS);
        assert_eq!(check_patterns(&list(&long, 2)), Ok(()));
        let lines = ["a".to_owned(), long + "é"];
        assert_eq!(
            check_patterns(&lines),
            Err(RulesError::PatternTooLong { line: 2 })
        );
        for text in ["a\nb", "a\r", "\0"] {
            assert_eq!(
                check_patterns(&list(text, 1)),
                Err(RulesError::SeveralLines { line: 1 })
            );
        }
    }

    #[test]
    fn a_hostile_pattern_comes_to_an_end() {
        // With a matcher that tries all ways, this takes longer than the universe has.
        let out_of_memory = &("*a".repeat(120) + "*b");
        let lists = Lists {
            out_of_memory,
            ..Lists::BUILT_IN
        };
        let frames = vec!["a".repeat(255); MAX_FRAMES];
        let proto = ProtoSignature {
            frames,
            circumstance: None,
        };
        let signature = Rules::new(lists).expect("rules").signature(&proto);
        assert_eq!(signature.as_str(), "a".repeat(255));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        #[test]
        fn a_signature_is_bounded_and_the_same_again(
            frames in proptest::collection::vec(".{0,300}", 0..120),
        ) {
            let proto = ProtoSignature { frames, circumstance: Some(Circumstance::Abort) };
            let rules = Rules::default();
            let signature = rules.signature(&proto);
            prop_assert!(!signature.as_str().is_empty());
            prop_assert!(signature.as_str().chars().count() <= MAX_SIGNATURE_CHARS);
            let kept = serde_json::to_string(&proto).expect("JSON");
            let kept: ProtoSignature = serde_json::from_str(&kept).expect("a proto signature");
            prop_assert_eq!(rules.signature(&kept), signature);
        }
    }
}
