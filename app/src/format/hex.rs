//! Bytes as programmers read them.

use std::fmt::Write;

const ROW_BYTES: usize = 16;

/// Rows of sixteen: offset, hex digits, ASCII. `start` is the offset of the first byte.
pub(crate) fn hex_dump(start: u64, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5);
    let mut offset = start;
    for row in bytes.chunks(ROW_BYTES) {
        // Writing to a text does not fail.
        let _ = write!(text, "{offset:08x} ");
        for place in 0..ROW_BYTES {
            if place % 8 == 0 {
                text.push(' ');
            }
            let _ = match row.get(place) {
                Some(byte) => write!(text, "{byte:02x} "),
                None => write!(text, "   "),
            };
        }
        text.push(' ');
        let printable = |byte: &u8| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        };
        text.extend(row.iter().map(printable));
        text.push('\n');
        offset += row.len() as u64;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_offset_digits_and_text() {
        let text = hex_dump(0x200, b"MDMP\x93\xa7\0\0<crash>and more");
        assert_eq!(
            text,
            "00000200  4d 44 4d 50 93 a7 00 00  3c 63 72 61 73 68 3e 61  MDMP....<crash>a\n\
             00000210  6e 64 20 6d 6f 72 65                              nd more\n"
        );
        assert_eq!(hex_dump(0, b""), "");
    }
}
