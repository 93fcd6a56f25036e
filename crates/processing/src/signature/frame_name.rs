//! What a frame is called in a signature: the same in every build, as far as possible.
//!
//! A function is called by its name without its details; code without a name is
//! `module@0xoffset`.

use model::report::Frame;

use super::function_name::normalised;

const MAX_MODULE_CHARS: usize = 100;
/// Below this nothing is mapped: such an address is a null pointer that was called.
const NULL_PAGES: u64 = 64 << 10;

/// The names of a frame and of what was inlined into it, innermost first.
pub(super) fn of(frame: &Frame) -> impl Iterator<Item = String> {
    let inlined = frame
        .inlines
        .iter()
        .map(|inline| inline.function.as_deref());
    inlined
        .chain([frame.function.as_deref()])
        .map(|function| match function {
            Some(function) if !function.trim().is_empty() => normalised(function),
            _ => without_function(frame),
        })
}

/// A hexadecimal number as reports write it.
pub(super) fn number(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

fn without_function(frame: &Frame) -> String {
    let offset = |text: Option<&String>| text.and_then(|text| number(text)).unwrap_or(0);
    if let Some(module) = frame.module.as_deref().filter(|name| !name.is_empty()) {
        return format!(
            "{}@{:#x}",
            module_name(module),
            offset(frame.module_offset.as_ref())
        );
    }
    if let Some((unloaded, name)) = frame
        .unloaded_modules
        .iter()
        .find_map(|unloaded| Some((unloaded, unloaded.module.as_deref()?)))
    {
        return format!(
            "unloaded {}@{:#x}",
            module_name(name),
            offset(unloaded.offsets.first())
        );
    }
    match offset(frame.offset.as_ref()) {
        address if address < NULL_PAGES => "@0x0".to_owned(),
        // Its address is another one in every process.
        _ => "@unmapped".to_owned(),
    }
}

/// A module as every Windows and every upgrade of a running program spells it.
fn module_name(name: &str) -> String {
    let name = name.strip_suffix(" (deleted)").unwrap_or(name);
    let name: String = name.chars().take(MAX_MODULE_CHARS).collect();
    let is_of_windows = [".dll", ".exe", ".drv"].iter().any(|ending| {
        name.len() > ending.len()
            && name.is_char_boundary(name.len() - ending.len())
            && name[name.len() - ending.len()..].eq_ignore_ascii_case(ending)
    });
    if is_of_windows {
        name.to_lowercase()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use model::report::{Inline, UnloadedModule};

    use super::*;

    #[test]
    fn code_without_a_name_is_called_by_its_module() {
        let names = |frame: &Frame| of(frame).collect::<Vec<_>>();
        let mut frame = Frame {
            offset: Some("0x00007f09bed28249".to_owned()),
            module: Some("KERNEL32.DLL".to_owned()),
            module_offset: Some("0x0000000000027249".to_owned()),
            ..Frame::default()
        };
        assert_eq!(names(&frame), ["kernel32.dll@0x27249"]);
        frame.module = Some("memfd:a.so (deleted)".to_owned());
        assert_eq!(names(&frame), ["memfd:a.so@0x27249"]);
        frame.inlines = vec![Inline {
            function: Some("f(int)".to_owned()),
            ..Inline::default()
        }];
        assert_eq!(names(&frame), ["f", "memfd:a.so@0x27249"]);

        let mut frame = Frame {
            offset: frame.offset,
            ..Frame::default()
        };
        assert_eq!(names(&frame), ["@unmapped"]);
        frame.unloaded_modules = vec![UnloadedModule {
            module: Some("gone.dll".to_owned()),
            offsets: vec!["0x10".to_owned()],
        }];
        assert_eq!(names(&frame), ["unloaded gone.dll@0x10"]);
        assert_eq!(names(&Frame::default()), ["@0x0"]);
    }
}
