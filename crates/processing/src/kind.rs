//! What a file is, told by how it begins.
//!
//! Only minidumps are processed. Everything else gets a sentence that says what it is and what
//! can be done with it. Compressed files are recognised here and unpacked elsewhere.

/// This many bytes of a file are enough for [`Kind::detect`].
pub const HEAD_BYTES: usize = 4096;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Minidump,
    ElfCore,
    MachOCore,
    /// Of the Windows kernel, or of all memory of the machine.
    WindowsKernelDump,
    /// HPROF, as `jmap` and `-XX:+HeapDumpOnOutOfMemoryError` write it.
    JavaHeapDump,
    /// Of `runtime/debug.WriteHeapDump`.
    GoHeapDump,
    /// A `.heapsnapshot` of Chrome or Node.js, which is JSON.
    V8HeapSnapshot,
    /// A program, a library or its debug information: ELF, Mach-O, PE or PDB.
    Binary,
    /// Symbols in Breakpad's text format.
    BreakpadSymbols,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
    Zip,
    Json,
    Text,
    Empty,
    Unknown,
}

impl Kind {
    /// Looks at the first [`HEAD_BYTES`] of a file, or at all of a shorter one.
    pub fn detect(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD_BYTES)];
        match head {
            [] => Self::Empty,
            // The second is how a big-endian machine writes the first.
            [b'M', b'D', b'M', b'P', ..] | [b'P', b'M', b'D', b'M', ..] => Self::Minidump,
            [0x7f, b'E', b'L', b'F', ..] => elf(head),
            [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => {
                mach_o(head)
            }
            [0xca, 0xfe, 0xba, 0xbe, ..] | [b'M', b'Z', ..] => Self::Binary,
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Bzip2,
            // The second is an archive of nothing.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            _ if head.starts_with(b"PAGEDU64") || head.starts_with(b"PAGEDUMP") => {
                Self::WindowsKernelDump
            }
            _ if head.starts_with(b"JAVA PROFILE 1.0.") => Self::JavaHeapDump,
            _ if is_go_heap_dump(head) => Self::GoHeapDump,
            _ if is_v8_heap_snapshot(head) => Self::V8HeapSnapshot,
            _ if head.starts_with(b"Microsoft C/C++ MSF ") => Self::Binary,
            _ if head.starts_with(b"MODULE ") => Self::BreakpadSymbols,
            _ => text(head),
        }
    }

    /// Whether it is a minidump, or a compressed file that may hold one.
    pub fn may_be_minidump(self) -> bool {
        match self {
            Self::Minidump | Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 => true,
            Self::ElfCore
            | Self::MachOCore
            | Self::WindowsKernelDump
            | Self::JavaHeapDump
            | Self::GoHeapDump
            | Self::V8HeapSnapshot
            | Self::Binary
            | Self::BreakpadSymbols
            | Self::Zip
            | Self::Json
            | Self::Text
            | Self::Empty
            | Self::Unknown => false,
        }
    }

    /// What people are told about it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Minidump => "This is a minidump.",
            Self::ElfCore => "This is a core file of Linux or BSD. Open it in gdb or lldb.",
            Self::MachOCore => "This is a core file of macOS. Open it in lldb.",
            Self::WindowsKernelDump => {
                "This is a memory dump of the Windows kernel. Open it in WinDbg."
            }
            Self::JavaHeapDump => {
                "This is a heap dump of Java. Open it in Eclipse MAT or VisualVM."
            }
            Self::GoHeapDump => "This is a heap dump of Go. Open it in heapspurs or heapview.",
            Self::V8HeapSnapshot => {
                "This is a heap snapshot of V8. Load it in the Memory panel of Chrome's DevTools."
            }
            Self::Binary => "This is a program, a library or its debug information, not a dump.",
            Self::BreakpadSymbols => "These are Breakpad symbols, not a dump.",
            Self::Gzip => "This is a file compressed by gzip.",
            Self::Zstd => "This is a file compressed by zstd.",
            Self::Xz => "This is a file compressed by xz.",
            Self::Bzip2 => "This is a file compressed by bzip2.",
            Self::Zip => "This is a ZIP archive.",
            Self::Json => "This is JSON, not a dump.",
            Self::Text => "This is text, perhaps a log, not a dump.",
            Self::Empty => "The file is empty.",
            Self::Unknown => "The format of this file is not known.",
        }
    }
}

/// ELF says in its type whether it is a core file, in the byte order that its sixth byte names.
fn elf(head: &[u8]) -> Kind {
    const CORE: u16 = 4;
    let is_core = match head {
        [_, _, _, _, _, 1, _, _, _, _, _, _, _, _, _, _, a, b, ..] => {
            u16::from_le_bytes([*a, *b]) == CORE
        }
        [_, _, _, _, _, 2, _, _, _, _, _, _, _, _, _, _, a, b, ..] => {
            u16::from_be_bytes([*a, *b]) == CORE
        }
        _ => false,
    };
    if is_core { Kind::ElfCore } else { Kind::Binary }
}

/// So does Mach-O, in the byte order of its magic number.
fn mach_o(head: &[u8]) -> Kind {
    const CORE: u32 = 4;
    let is_core = head.get(12..16).is_some_and(|kind| {
        let kind = kind.try_into().expect("four bytes");
        let kind = if head[0] == 0xfe {
            u32::from_be_bytes(kind)
        } else {
            u32::from_le_bytes(kind)
        };
        kind == CORE
    });
    if is_core {
        Kind::MachOCore
    } else {
        Kind::Binary
    }
}

/// `go1.7 heap dump`: the version is that of the format.
///
/// Format: <https://github.com/golang/go/wiki/heapdump15-through-heapdump17>
fn is_go_heap_dump(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.len() < head.len() && line.starts_with(b"go1.") && line.ends_with(b" heap dump")
}

/// V8 writes it without spaces; tools that format JSON put them in.
fn is_v8_heap_snapshot(head: &[u8]) -> bool {
    let dense = head.iter().filter(|byte| !byte.is_ascii_whitespace());
    let expected = br#"{"snapshot":{"meta":"#;
    dense.take(expected.len()).eq(expected)
}

fn text(head: &[u8]) -> Kind {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let is_text = match std::str::from_utf8(head) {
        Ok(text) => is_readable(text),
        // The head may end within a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).is_ok_and(is_readable)
        }
        Err(_) => false,
    };
    match head.trim_ascii_start().first() {
        _ if !is_text => Kind::Unknown,
        Some(b'{' | b'[') => Kind::Json,
        _ => Kind::Text,
    }
}

fn is_readable(text: &str) -> bool {
    // Logs have colours (ESC), and pages (FF).
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x1b' | '\x0c');
    !text.is_empty() && !text.contains(is_control)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(magic: &[u8], at: usize, kind: &[u8]) -> Vec<u8> {
        let mut head = magic.to_vec();
        head.resize(at, 0);
        head.extend(kind);
        head
    }

    #[test]
    fn every_format_is_recognised() {
        let cases: [(&[u8], Kind); 34] = [
            (b"", Kind::Empty),
            (b"MDMP\x93\xa7\0\0", Kind::Minidump),
            (b"PMDM", Kind::Minidump),
            (&header(b"\x7fELF\x02\x01", 16, &[4, 0]), Kind::ElfCore),
            (&header(b"\x7fELF\x01\x02", 16, &[0, 4]), Kind::ElfCore),
            (&header(b"\x7fELF\x02\x01", 16, &[3, 0]), Kind::Binary),
            (b"\x7fELF", Kind::Binary),
            (
                &header(b"\xcf\xfa\xed\xfe", 12, &[4, 0, 0, 0]),
                Kind::MachOCore,
            ),
            (
                &header(b"\xfe\xed\xfa\xce", 12, &[0, 0, 0, 4]),
                Kind::MachOCore,
            ),
            (
                &header(b"\xcf\xfa\xed\xfe", 12, &[6, 0, 0, 0]),
                Kind::Binary,
            ),
            (b"MZ\x90", Kind::Binary),
            (b"Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0", Kind::Binary),
            (b"MODULE Linux x86_64 0 a\n", Kind::BreakpadSymbols),
            (b"PAGEDU64", Kind::WindowsKernelDump),
            (b"PAGEDUMP", Kind::WindowsKernelDump),
            (b"JAVA PROFILE 1.0.2\0\0\0\0\x08", Kind::JavaHeapDump),
            (b"JAVA PROFILE 1.0.1\0", Kind::JavaHeapDump),
            (b"JAVA PROFILE of an app\n", Kind::Text),
            (b"go1.7 heap dump\n\x06\0", Kind::GoHeapDump),
            (b"go1.7 has no heap dump", Kind::Text),
            (
                br#"{"snapshot":{"meta":{"node_fields":["type"]"#,
                Kind::V8HeapSnapshot,
            ),
            (b"{\n  \"snapshot\": {\"meta\": {}}}", Kind::V8HeapSnapshot),
            (br#"{"snapshot":{"id":1}}"#, Kind::Json),
            (b"\x1f\x8b\x08", Kind::Gzip),
            (b"\x28\xb5\x2f\xfd", Kind::Zstd),
            (b"\xfd7zXZ\0", Kind::Xz),
            (b"BZh91AY", Kind::Bzip2),
            (b"PK\x03\x04", Kind::Zip),
            (b"PK\x05\x06", Kind::Zip),
            (b" \n{\"a\": 1}", Kind::Json),
            (b"\xef\xbb\xbf[1]", Kind::Json),
            (b"2026-01-01 \x1b[31mstart\x1b[0m \xc3", Kind::Text),
            (b"\0\0\0\0", Kind::Unknown),
            (b"caf\xe9 ", Kind::Unknown),
        ];
        for (head, kind) in cases {
            assert_eq!(Kind::detect(head), kind, "{head:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_something(head in proptest::collection::vec(any::<u8>(), 0..64)) {
            let sentence = Kind::detect(&head).sentence();
            prop_assert!(sentence.ends_with('.'));
        }
    }
}
