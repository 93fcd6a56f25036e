//! A function by a name that is the same in every build.
//!
//! It loses what differs between builds and instances: return type, arguments, template arguments,
//! anonymous namespaces, numbers of lambdas and closures, hashes, and marks of the parts that a
//! compiler made of it. This is no demangler and no parser of C++: what it does not understand
//! stays as it is.

/// Of a longer name, the first part is looked at.
const MAX_INPUT_CHARS: usize = 1024;
pub(super) const MAX_NAME_CHARS: usize = 255;

/// A function without what differs between builds. What is normal already stays as it is.
pub(super) fn normalised(function: &str) -> String {
    let bounded = |name: &str| name.chars().take(MAX_NAME_CHARS).collect::<String>();
    let mut name: String = function.trim().chars().take(MAX_INPUT_CHARS).collect();
    // One pass lays bare what the next one sees. Every change makes the name shorter.
    loop {
        let mut next = bounded(&pass(&name));
        if next.trim().is_empty() {
            next = bounded(&name);
        }
        if next.len() >= name.len() {
            return name;
        }
        name = next;
    }
}

fn pass(name: &str) -> String {
    let is_objective_c = name.starts_with("-[") || name.starts_with("+[");
    if is_objective_c || is_one_group(name) {
        return name.to_owned();
    }
    let name = without_compiler_marks(name);
    let mut name = without_groups(name);
    for anonymous in [
        "`anonymous namespace'::",
        "`anonymous-namespace'::",
        "{anonymous}::",
    ] {
        name = name.replace(anonymous, "");
    }
    let name = without_result(without_qualifiers(&name));
    name.trim_start_matches("::").trim().to_owned()
}

/// `<name omitted>`, `<unknown in a.dll>`.
fn is_one_group(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    chars.first() == Some(&'<') && end_of_group(&chars, 0) == Some(chars.len() - 1)
}

fn without_compiler_marks(name: &str) -> &str {
    const THUNKS: [&str; 4] = [
        "non-virtual thunk to ",
        "virtual thunk to ",
        "[thunk]: ",
        "[thunk]:",
    ];
    const PARTS: [&str; 7] = [
        ".cold",
        ".part.",
        ".isra.",
        ".constprop.",
        ".lto_priv.",
        ".llvm.",
        " [clone ",
    ];
    let mut name = name;
    for thunk in THUNKS {
        name = name.strip_prefix(thunk).unwrap_or(name);
    }
    let end = PARTS
        .iter()
        .filter_map(|part| name.find(part))
        .filter(|at| *at > 0)
        .min();
    name = &name[..end.unwrap_or(name.len())];
    // Rust before its v0 names: `core::panicking::panic::h0123456789abcdef`.
    match name.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
            path
        }
        _ => name,
    }
}

/// Takes out arguments in all kinds of brackets, but not the operators that look like them.
fn without_groups(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        if let Some(length) = operator(out.chars().next_back(), rest) {
            out.extend(&rest[..length]);
            at += length;
            // `operator< <int>` keeps the two apart.
            if chars.get(at..at + 2) == Some(&[' ', '<']) {
                at += 1;
            }
            continue;
        }
        if starts_with(rest, "$_") || starts_with(rest, "'lambda") {
            let length = if rest[0] == '$' {
                "$_".len()
            } else {
                "'lambda".len()
            };
            out.extend(&rest[..length]);
            at += length;
            at += chars[at..]
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .count();
            continue;
        }
        let end = if matches!(chars[at], '<' | '(' | '{' | '[') {
            end_of_group(&chars, at)
        } else {
            None
        };
        let Some(end) = end else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        let inner: String = chars[at + 1..end].iter().collect();
        match chars[at] {
            '<' => angles(&mut out, &inner, chars.get(end + 1).is_some()),
            '{' => braces(&mut out, &inner),
            '[' if !is_disambiguator(&inner) => {
                out.push('[');
                out.push_str(&inner);
                out.push(']');
            }
            '(' if inner == "anonymous namespace" => {
                at = if starts_with(&chars[end + 1..], "::") {
                    end + 3
                } else {
                    end + 1
                };
                continue;
            }
            _ => {}
        }
        at = end + 1;
    }
    out
}

/// The length of `operator` and its sign, if that is what comes.
fn operator(before: Option<char>, rest: &[char]) -> Option<usize> {
    // The longer ones first.
    const SIGNS: [&str; 12] = [
        "<=>", "<<=", ">>=", "->*", "<<", ">>", "<=", ">=", "->", "()", "<", ">",
    ];
    const WORD: &str = "operator";
    let begins = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    if !begins || !starts_with(rest, WORD) {
        return None;
    }
    let sign = SIGNS
        .iter()
        .find(|sign| starts_with(&rest[WORD.len()..], sign))?;
    Some(WORD.len() + sign.len())
}

/// Arguments of a template go; what a path begins with stays: `<A as B>::f` is `A::f`.
fn angles(out: &mut String, inner: &str, is_followed: bool) {
    if inner.starts_with("lambda") {
        out.push_str("<lambda>");
    } else if let Some(implemented) = inner.strip_prefix("impl ") {
        // `<impl Display for i32>::fmt` is `i32::fmt`.
        out.push_str(
            implemented
                .rsplit_once(" for ")
                .map_or(implemented, |(_, of)| of),
        );
    } else if (out.is_empty() || out.ends_with(' ')) && is_followed {
        out.push_str(inner.split_once(" as ").map_or(inner, |(of, _)| of));
    } else if out.ends_with("::") {
        // `collect::<Vec<u8>>` in Rust.
        out.truncate(out.len() - "::".len());
    }
}

/// `{lambda(int)#1}` is `{lambda}`, and `{{closure}}` and `{closure#0}` are `{closure}`.
fn braces(out: &mut String, inner: &str) {
    let inner = inner
        .strip_prefix('{')
        .and_then(|it| it.strip_suffix('}'))
        .unwrap_or(inner);
    let name = inner.split(['(', '#']).next().unwrap_or(inner);
    out.push('{');
    out.push_str(name);
    out.push('}');
}

/// `core[8787f43e282added]` in Rust, `to_string[abi:cxx11]` in C++.
fn is_disambiguator(inner: &str) -> bool {
    inner.starts_with("abi:")
        || (inner.len() >= 8 && inner.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn without_qualifiers(name: &str) -> &str {
    const QUALIFIERS: [&str; 5] = [" const", " volatile", " noexcept", " &&", " &"];
    // `-> Int` in Swift, and trailing types of C++.
    let mut name = name.split(" -> ").next().unwrap_or(name).trim();
    while let Some(shorter) = QUALIFIERS.iter().find_map(|it| name.strip_suffix(it)) {
        name = shorter.trim_end();
    }
    name
}

/// `static void f` is `f`; `operator new` and `A::operator bool` keep their second word.
fn without_result(name: &str) -> &str {
    let limit = name.rfind("operator").unwrap_or(name.len());
    let mut depth = 0_usize;
    for (at, c) in name[..limit].char_indices().rev() {
        match c {
            '}' | '\'' => depth += 1,
            '{' | '`' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => return &name[at + 1..],
            _ => {}
        }
    }
    name
}

fn starts_with(chars: &[char], text: &str) -> bool {
    let mut chars = chars.iter();
    text.chars().all(|c| chars.next() == Some(&c))
}

/// Where the group ends that begins at `start`; `None` if it does not.
fn end_of_group(chars: &[char], start: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = start;
    while at < chars.len() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        if let Some(length) = operator(before, &chars[at..]) {
            at += length;
            continue;
        }
        match chars[at] {
            '<' => open.push('>'),
            '(' => open.push(')'),
            '{' => open.push('}'),
            '[' => open.push(']'),
            // The arrow of a trailing type.
            '>' if before == Some('-') => {}
            closing @ ('>' | ')' | '}' | ']') => {
                // `(a < b)`: a sign of comparison was no bracket.
                while open
                    .last()
                    .is_some_and(|expected| *expected != closing && *expected == '>')
                {
                    open.pop();
                }
                if open.pop()? != closing {
                    return None;
                }
                if open.is_empty() {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn functions_lose_what_differs_between_builds() {
        for (function, expected) in [
            // C and C++
            ("main", "main"),
            ("copy_field", "copy_field"),
            ("Foo::bar(int, char const*)", "Foo::bar"),
            (
                "Foo::bar(std::vector<int, std::allocator<int> > const&) const",
                "Foo::bar",
            ),
            ("void foo<int>(int)", "foo"),
            (
                "std::vector<int>::push_back(int&&)",
                "std::vector::push_back",
            ),
            ("static void Foo::Run(struct Bar *)", "Foo::Run"),
            ("(anonymous namespace)::helper(int)", "helper"),
            ("a::(anonymous namespace)::helper(int)", "a::helper"),
            ("`anonymous namespace'::Helper(int)", "Helper"),
            ("a::{anonymous}::f()", "a::f"),
            ("operator new(unsigned long)", "operator new"),
            ("operator new[](unsigned long)", "operator new[]"),
            ("void* operator new(unsigned long)", "operator new"),
            ("Foo::operator bool() const", "Foo::operator bool"),
            (
                "std::operator<< <char>(std::ostream&, char)",
                "std::operator<<",
            ),
            ("bool operator< <int>(A<int> const&)", "operator<"),
            ("Foo::operator()(int) const", "Foo::operator()"),
            ("Foo::operator->() const", "Foo::operator->"),
            ("A<&B::operator> >::f()", "A::f"),
            (
                "f(int)::{lambda(char)#2}::operator()(char) const",
                "f::{lambda}::operator()",
            ),
            (
                "Foo::<lambda_0123456789abcdef>::operator()",
                "Foo::<lambda>::operator()",
            ),
            ("foo()::$_12::operator()() const", "foo::$_::operator()"),
            (
                "f()::'lambda0'(int)::operator()(int) const",
                "f::'lambda'::operator()",
            ),
            ("non-virtual thunk to Foo::bar()", "Foo::bar"),
            ("foo(int) [clone .cold.12]", "foo"),
            ("foo.constprop.0.isra.1", "foo"),
            ("std::to_string[abi:cxx11](int)", "std::to_string"),
            ("auto f(int) -> decltype(g())", "f"),
            ("f(bool (*)(A<(B)3>, int))", "f"),
            // Rust
            (
                "core::panicking::panic::h0123456789abcdef",
                "core::panicking::panic",
            ),
            (
                "<alloc::vec::Vec<T,A> as core::ops::drop::Drop>::drop",
                "alloc::vec::Vec::drop",
            ),
            (
                "core::fmt::num::<impl core::fmt::Display for i32>::fmt",
                "core::fmt::num::i32::fmt",
            ),
            ("a::b::{{closure}}::h0123456789abcdef", "a::b::{closure}"),
            ("a::b::{closure#3}", "a::b::{closure}"),
            (
                "core[8787f43e282added]::ops::call_once::<a[0123456789]::b>",
                "core::ops::call_once",
            ),
            ("<dyn core::any::Any>::is", "core::any::Any::is"),
            // Others
            (
                "-[NSView removeFromSuperview]",
                "-[NSView removeFromSuperview]",
            ),
            ("<name omitted>", "<name omitted>"),
            (
                "<unknown in textinputframework.dll>",
                "<unknown in textinputframework.dll>",
            ),
            ("_RTC_Terminate", "_RTC_Terminate"),
            ("()", "()"),
        ] {
            assert_eq!(normalised(function), expected, "{function}");
        }
    }

    /// Names made of what the parts of this file look for.
    fn hostile_name() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[a-z<>(){}\\[\\]:&* '`$_0-9.#-]{0,6}",
            prop::sample::select(vec![
                "operator",
                "operator<",
                "operator()",
                "(anonymous namespace)::",
                "::h0123456789abcdef",
                " const",
                " -> ",
                "<impl ",
                " for ",
                " as ",
                "{lambda(",
                "{{closure}}",
                "$_1",
                ".cold",
                "'lambda1'",
                "<lambda_1>",
                "[abi:x]",
                "void ",
                "\u{1F980}",
                "[thunk]:",
                "::<",
            ])
            .prop_map(str::to_owned),
        ];
        proptest::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_name_is_bounded_and_normal(function in hostile_name()) {
            prop_assume!(!function.trim().is_empty());
            let name = normalised(&function);
            prop_assert!(!name.trim().is_empty());
            prop_assert!(name.chars().count() <= MAX_NAME_CHARS);
            prop_assert_eq!(normalised(&name), name);
        }
    }

    #[test]
    fn names_without_end_are_bounded() {
        for part in [
            "<", "(", "operator", "a<", "((", "<(", "::<a>", "()", "<>", "{}",
        ] {
            let name = normalised(&part.repeat(1 << 20));
            assert!(
                (1..=MAX_NAME_CHARS).contains(&name.chars().count()),
                "{part}"
            );
            assert_eq!(normalised(&name), name, "{part}");
        }
    }
}
