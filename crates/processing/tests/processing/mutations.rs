//! Dumps that were cut or changed: whatever they do to a worker, it is told.

use proptest::prelude::*;

use processing::{Failure, Limits};

use crate::support::{SAMPLES, process_bytes, sample};

/// A change to the bytes of a sample, at so many 65536ths of its length.
#[derive(Clone, Debug)]
enum Change {
    Cut(u16),
    Byte(u16, u8),
    /// Lengths, counts and offsets are words.
    Word(u16, u32),
}

impl Change {
    fn apply(&self, dump: &mut Vec<u8>) {
        let length = dump.len();
        let place = |at: u16| (length * usize::from(at)) >> 16;
        match *self {
            Self::Cut(at) => dump.truncate(place(at)),
            Self::Byte(at, value) => {
                if let Some(byte) = dump.get_mut(place(at)) {
                    *byte = value;
                }
            }
            Self::Word(at, value) => {
                let start = place(at) & !3;
                if let Some(word) = dump.get_mut(start..start + 4) {
                    word.copy_from_slice(&value.to_le_bytes());
                }
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    // Headers, directories and lists are at the beginning.
    let place = prop_oneof![any::<u16>(), 0..0x2000_u16];
    let word = prop_oneof![
        any::<u32>(),
        prop::sample::select(vec![0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX - 7, u32::MAX]),
    ];
    prop_oneof![
        1 => any::<u16>().prop_map(Change::Cut),
        2 => (place.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        4 => (place, word).prop_map(|(at, word)| Change::Word(at, word)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn a_changed_dump_gives_a_report_or_a_stated_failure(
        name in prop::sample::select(SAMPLES.to_vec()),
        changes in proptest::collection::vec(change(), 1..8),
    ) {
        let mut dump = std::fs::read(sample(name)).unwrap();
        for change in &changes {
            change.apply(&mut dump);
        }
        match process_bytes(&dump, &Limits::default()) {
            Ok(output) => prop_assert!(output.json.len() < 16 << 20),
            Err(Failure::Malformed(reason)) => prop_assert!(!reason.is_empty()),
            Err(Failure::Limit(_)) => {}
            // A panic of a parser: told with its place, and survived.
            Err(Failure::Crashed { message, .. }) => {
                prop_assert!(message.contains("panicked at"), "{}", message);
            }
            Err(failure) => prop_assert!(false, "{:?}", failure),
        }
    }
}
