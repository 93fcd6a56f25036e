//! What a thread's registers held.

use leptos::prelude::*;
use model::report::Thread;

/// Where the thread was, and where its stack: what everybody looks at first.
const FIRST: [&str; 10] = [
    "rip", "eip", "pc", "rsp", "esp", "sp", "rbp", "ebp", "fp", "lr",
];

pub(super) fn list(thread: &Thread) -> Option<impl IntoView + use<>> {
    let mut registers: Vec<_> = thread.frames.first()?.registers.iter().collect();
    registers.sort_by_key(|(name, _)| place(name));
    let register = |(name, value): &(&String, &String)| {
        view! {
            <div>
                <dt>{(*name).clone()}</dt>
                <dd>{(*value).clone()}</dd>
            </div>
        }
    };
    (!registers.is_empty()).then(|| {
        view! {
            <details>
                <summary>"Registers"</summary>
                <dl class="registers">{registers.iter().map(register).collect_view()}</dl>
            </details>
        }
    })
}

/// Names stand before numbered ones, and `r8` before `r10`.
fn place(name: &str) -> (usize, Option<u64>, &str) {
    let first = FIRST.iter().position(|first| *first == name);
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name[letters.len()..].parse().ok();
    (first.unwrap_or(FIRST.len()), number, letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
        let mut names = names.to_vec();
        names.sort_unstable();
        names.sort_by_key(|name| place(name));
        names
    }

    #[test]
    fn registers_stand_in_their_natural_order() {
        let amd64 = [
            "rip", "rsp", "rbp", "rax", "rbx", "rcx", "rdi", "rdx", "rsi", "r8", "r9", "r10",
        ];
        assert_eq!(sorted(&amd64), amd64);
        let arm64 = ["pc", "sp", "fp", "lr", "x0", "x1", "x2", "x10", "x28"];
        assert_eq!(sorted(&arm64), arm64);
    }

    #[test]
    fn any_name_has_a_place() {
        let names = ["", "é", "1", "r99999999999999999999"];
        assert_eq!(sorted(&names).len(), names.len());
    }
}
