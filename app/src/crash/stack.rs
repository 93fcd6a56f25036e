//! The frames of a thread as a table.

use leptos::prelude::*;
use model::report::{Frame, Thread};

use super::words::{TRUSTS, Trust};
use super::{table, words};

/// Of one frame: symbols may come from strangers too.
const MAX_INLINES: usize = 64;

/// A line of a stack: a function that was called, or one that the compiler put into it.
pub(super) struct Line<'a> {
    /// `None`: inlined into the next line that has one.
    pub(super) number: Option<usize>,
    pub(super) frame: &'a Frame,
    pub(super) function: String,
    pub(super) place: String,
}

/// The first lines of a stack, innermost first.
pub(super) fn lines(thread: &Thread, max_frames: usize) -> impl Iterator<Item = Line<'_>> {
    let frames = thread.frames.iter().take(max_frames).enumerate();
    frames.flat_map(|(number, frame)| {
        let inlined = frame
            .inlines
            .iter()
            .take(MAX_INLINES)
            .map(move |inline| Line {
                number: None,
                frame,
                function: name(inline.function.as_deref(), frame),
                place: place(inline.file.as_deref(), inline.line),
            });
        inlined.chain(std::iter::once(Line {
            number: Some(number),
            frame,
            function: name(frame.function.as_deref(), frame),
            place: place(frame.file.as_deref(), frame.line),
        }))
    })
}

/// The function, or where in its module it would be.
fn name(function: Option<&str>, frame: &Frame) -> String {
    if let Some(function) = function {
        return function.to_owned();
    }
    match (&frame.module, &frame.module_offset, &frame.offset) {
        (Some(module), Some(offset), _) => format!("{module} + {}", short(offset)),
        (_, _, Some(address)) => short(address),
        _ => "unknown".to_owned(),
    }
}

/// `crashy.c:17`
fn place(file: Option<&str>, line: Option<u32>) -> String {
    let file = file.unwrap_or_default();
    let base = file.rsplit(['/', '\\']).next().unwrap_or_default();
    match line {
        Some(line) if !base.is_empty() => format!("{base}:{line}"),
        _ => base.to_owned(),
    }
}

/// A number without the zeros that it begins with.
fn short(number: &str) -> String {
    let digits = number.strip_prefix("0x").unwrap_or(number);
    let digits = digits.trim_start_matches('0');
    format!("0x{}", if digits.is_empty() { "0" } else { digits })
}

pub(super) fn table(thread: &Thread, max_frames: usize, name: &str) -> impl IntoView + use<> {
    let rest = thread.frames.len().saturating_sub(max_frames);
    let rows = lines(thread, max_frames)
        .map(|line| row(&line))
        .collect_view();
    let more = if thread.frames_cut {
        Some("The stack went on: it is deeper than is kept.".to_owned())
    } else {
        table::more(rest)
    };
    view! {
        {table::table(name, &["#", "Function", "Source", "Module", "Found"], rows)}
        {more.map(|more| view! { <p class="crash__more">{more}</p> })}
    }
}

/// What the last column says of the frames that are shown, in words.
pub(super) fn trusts<'a>(
    threads: impl Iterator<Item = &'a Thread>,
    max_frames: usize,
) -> Option<AnyView> {
    let frames = threads.flat_map(|thread| thread.frames.iter().take(max_frames));
    let found: Vec<&Trust> = frames
        .map(|frame| words::trust(frame.trust.as_deref()))
        .collect();
    let used = TRUSTS.iter().filter(|trust| found.contains(trust));
    let one = |trust: &'static Trust| {
        view! {
            <div>
                <dt>{trust.name}</dt>
                <dd>{trust.meaning}</dd>
            </div>
        }
    };
    (!found.is_empty()).then(|| {
        view! {
            <div class="crash__trusts">
                <p>"How the frames were found:"</p>
                <dl>{used.map(one).collect_view()}</dl>
            </div>
        }
        .into_any()
    })
}

fn row(line: &Line<'_>) -> impl IntoView + use<> {
    let Trust { name, meaning, .. } = words::trust(line.frame.trust.as_deref());
    let is_inlined = line.number.is_none();
    let class = if words::is_doubtful(line.frame.trust.as_deref()) {
        "frames__doubtful"
    } else {
        ""
    };
    let number = line
        .number
        .map_or(String::new(), |number| number.to_string());
    let file = line.frame.file.clone().unwrap_or_default();
    let module = line.frame.module.clone().unwrap_or_default();
    view! {
        <tr class=class>
            <td>{number}</td>
            <th scope="row">
                <code>{line.function.clone()}</code>
                {is_inlined.then(|| view! { <span class="tag">"inlined"</span> })}
            </th>
            <td title=file>{line.place.clone()}</td>
            <td>{module}</td>
            <td title=*meaning>{(!is_inlined).then_some(*name)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_their_zeros() {
        assert_eq!(short("0x000000000000135e"), "0x135e");
        assert_eq!(short("0x00"), "0x0");
    }

    #[test]
    fn a_place_is_a_file_without_its_folders() {
        assert_eq!(place(Some("/src/crashy.c"), Some(17)), "crashy.c:17");
        assert_eq!(place(Some(r"C:\src\a.cpp"), None), "a.cpp");
        assert_eq!(place(None, Some(3)), "");
    }
}
