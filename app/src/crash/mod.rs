//! What the page of a dump says of a crash, made from its report. On the server alone.

mod hints;
mod registers;
mod stack;
mod table;
mod text;
mod words;

use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;
use model::is_system_library;
use model::report::{Module, Report, SystemInfo, Thread};

use crate::api::{CrashReport, CrashStack};

/// Of a thread other than the one that crashed.
const MAX_FRAMES: usize = 64;
/// Of all that crashed one, and of threads: a hostile dump has any number of either.
const MAX_CRASHING_FRAMES: usize = 512;
const MAX_THREADS: usize = 256;
const MAX_MODULES: usize = 1024;
/// Of modules that are named above the stack.
const MAX_NAMES: usize = 8;

/// Puts a report into words.
pub(crate) fn describe(report: &Report) -> CrashReport {
    let info = &report.crash_info;
    let reason = info.reason.as_deref();
    let crashing = report.crashing_thread();
    let hints = hints::hints(report);
    CrashReport {
        headline: words::headline(reason),
        text: text::plain(report),
        markdown: text::markdown(report),
        html: view! {
            {hints
                .into_iter()
                .map(|hint| view! { <p class="crash__hint">{hint}</p> })
                .collect_view()}
            <dl class="facts">
                {fact("Reason", reason.unwrap_or("None: the dump was made without a crash"))}
                {info.address.as_deref().map(|address| fact("Address", address))}
                {info.assertion.as_deref().map(|assertion| fact("Assertion", assertion))}
                {fact("System", &system(&report.system_info))}
                {report.process_uptime.map(|seconds| fact("Ran for", &format!("{seconds} s")))}
            </dl>
            <h3>
                {crashing.map_or("No thread crashed".to_owned(), |thread| title(report, thread))}
            </h3>
            {lacking(&report.modules)}
            {crashing.map(crashing_stack)}
            {crashing.and_then(registers::list)}
            {threads(report)}
            {modules(&report.modules)}
        }
        .to_html(),
    }
}

/// Puts into words what a group of crashes shows of a report: why, and the stack.
pub(crate) fn describe_stack(report: &Report) -> Option<CrashStack> {
    let crashing = report.crashing_thread()?;
    Some(CrashStack {
        headline: words::headline(report.crash_info.reason.as_deref()),
        text: text::plain(report),
        markdown: text::markdown(report),
        html: crashing_stack(crashing).to_html(),
    })
}

fn crashing_stack(thread: &Thread) -> impl IntoView + use<> {
    view! {
        {stack::table(thread, MAX_CRASHING_FRAMES, "Crashing thread")}
        {stack::trusts(std::iter::once(thread), MAX_CRASHING_FRAMES)}
    }
}

/// Why functions have no names: symbols are missing that somebody here can bring, for those of the
/// system others have.
fn lacking(modules: &[Module]) -> Option<impl IntoView + use<>> {
    let is_own = |module: &&Module| {
        let file = module.debug_file.as_deref();
        let file = file.and_then(|file| file.parse().ok());
        module.lacks_symbols() && file.is_some_and(|file| !is_system_library(&file))
    };
    let own = modules.iter().filter(is_own);
    let names: Vec<_> = own
        .filter_map(|module| module.filename.as_deref())
        .collect();
    let shown = names[..names.len().min(MAX_NAMES)].join(", ");
    let rest = names.len().saturating_sub(MAX_NAMES);
    let rest = (rest > 0).then(|| format!(" and {rest} more"));
    let shown = shown + &rest.unwrap_or_default();
    (!names.is_empty()).then(|| {
        view! {
            <p class="crash__hint">
                "Without symbols: " {shown} ". " <a href="/symbols/missing">"Missing symbols"</a>
                " has the commands that bring them."
            </p>
        }
    })
}

fn fact(name: &'static str, text: &str) -> impl IntoView + use<> {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{text.to_owned()}</dd>
        </div>
    }
}

fn system(info: &SystemInfo) -> String {
    let parts = [&info.os, &info.os_ver, &info.cpu_arch, &info.cpu_info];
    let known: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
    if known.is_empty() {
        "Not told".to_owned()
    } else {
        known.join(", ")
    }
}

/// `Thread 3 (worker)`
fn title(report: &Report, thread: &Thread) -> String {
    let index = report.crashing_thread_index().unwrap_or_default();
    format!("Crashed: {}", thread_title(index, thread))
}

fn thread_title(index: usize, thread: &Thread) -> String {
    let name = thread
        .thread_name
        .as_deref()
        .filter(|name| !name.is_empty());
    match name {
        Some(name) => format!("thread {index} ({name})"),
        None => format!("thread {index}"),
    }
}

fn threads(report: &Report) -> impl IntoView + use<> {
    let crashed = report.crashing_thread_index();
    let others = report.threads.iter().enumerate();
    let others: Vec<_> = others
        .filter(|(index, _)| Some(*index) != crashed)
        .collect();
    let rest = others.len().saturating_sub(MAX_THREADS);
    let shown = others.iter().take(MAX_THREADS);
    let trusts = stack::trusts(shown.clone().map(|(_, thread)| *thread), MAX_FRAMES);
    let one = |(index, thread): &(usize, &Thread)| {
        let title = thread_title(*index, thread);
        view! {
            <details>
                <summary>{title.clone()}</summary>
                {stack::table(thread, MAX_FRAMES, &title)}
            </details>
        }
    };
    (!others.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("Other threads ({})", others.len())}</summary>
                <div class="crash__threads">
                    {trusts} {shown.map(one).collect_view()} {table::more(rest)}
                </div>
            </details>
        }
    })
}

fn modules(modules: &[Module]) -> impl IntoView + use<> {
    let rest = modules.len().saturating_sub(MAX_MODULES);
    let row = |module: &Module| {
        let symbols = if module.corrupt_symbols {
            "Broken"
        } else if module.loaded_symbols {
            "Found"
        } else if module.missing_symbols {
            "Missing"
        } else {
            "Not needed"
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{text(&module.filename)}</th>
                <td>{text(&module.version)}</td>
                <td>
                    <code>{text(&module.debug_id)}</code>
                </td>
                <td>{symbols}</td>
            </tr>
        }
    };
    let is_lacking = modules.iter().any(Module::lacks_symbols);
    (!modules.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("Modules ({})", modules.len())}</summary>
                {table::table(
                    "Modules",
                    &["Module", "Version", "Debug id", "Symbols"],
                    modules.iter().take(MAX_MODULES).map(row).collect_view(),
                )}
                {table::more(rest)}
                {is_lacking
                    .then(|| {
                        view! {
                            <p>
                                <a href="/symbols/missing">"Missing symbols"</a>
                                " has the commands that bring what is missing."
                            </p>
                        }
                    })}
            </details>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(json: &str) -> Report {
        serde_json::from_str(json).expect("a report")
    }

    fn described(json: &str) -> CrashReport {
        describe(&report(json))
    }

    #[test]
    fn what_a_dump_says_is_text_and_never_markup() {
        let evil = "<script>alert(1)</script>";
        let json = format!(
            r#"{{"crash_info":{{"type":"{evil}","crashing_thread":0}},
                "threads":[{{"thread_name":"{evil}","frames":[{{"function":"{evil}","module":"{evil}",
                "file":"{evil}","line":7,"trust":"{evil}","registers":{{"rip":"{evil}"}}}}]}},
                {{"thread_name":"{evil}","frames":[]}}],
                "modules":[{{"filename":"{evil}","version":"{evil}","debug_id":"{evil}"}}]}}"#
        );
        let crash = described(&json);
        assert!(!crash.html.contains("<script"), "{}", crash.html);
        assert!(crash.html.contains("&lt;script"));
    }

    #[test]
    fn modules_of_ones_own_without_symbols_are_named_above_the_stack() {
        let module = |number: usize| {
            format!(
                r#"{{"filename":"own{number}","debug_file":"own{number}","missing_symbols":true}}"#
            )
        };
        let modules: Vec<_> = (0..10).map(module).collect();
        let of = |modules: &str| described(&format!(r#"{{"modules":[{modules}]}}"#)).html;
        assert!(of(&modules.join(",")).contains("own7 and 2 more"));
        let broken = r#"{"filename":"own","debug_file":"own.pdb","corrupt_symbols":true}"#;
        assert!(of(broken).contains("Without symbols"));
        for other in [
            r#"{"filename":"libc.so.6","debug_file":"libc.so.6","missing_symbols":true}"#,
            r#"{"filename":"own","debug_file":"own","loaded_symbols":true}"#,
            r#"{"filename":"own","debug_file":"own"}"#,
        ] {
            assert!(!of(other).contains("Without symbols"), "{other}");
        }
    }

    #[test]
    fn the_smallest_report_is_described() {
        let crash = described("{}");
        assert!(crash.html.contains("No thread crashed"));
        assert!(describe_stack(&report("{}")).is_none());
    }

    #[test]
    fn a_stack_stands_alone() {
        let json = r#"{"crash_info":{"type":"SIGSEGV / SEGV_MAPERR","crashing_thread":0},
            "threads":[{"frames":[{"function":"copy_field","module":"crashy"}]}]}"#;
        let stack = describe_stack(&report(json)).expect("a stack");
        assert!(stack.headline.contains("memory"));
        assert!(stack.html.contains("copy_field"));
        assert!(!stack.html.contains("Modules"));
    }

    #[test]
    fn every_kind_of_trust_in_a_stack_is_explained_once() {
        let scanned = "Found by scanning the stack: may be wrong.</dd>";
        let reliable = "From unwind information: reliable.</dd>";
        let crash = described(
            r#"{"crash_info":{"crashing_thread":0},"threads":[
                {"frames":[{"trust":"cfi"},{"trust":"scan"},{"trust":"scan"}]},
                {"frames":[{"trust":"cfi"}]},{"frames":[{"trust":"cfi"}]}]}"#,
        );
        assert_eq!(crash.html.matches(scanned).count(), 1, "{}", crash.html);
        // And once for all other threads.
        assert_eq!(crash.html.matches(reliable).count(), 2);
        assert!(!crash.html.contains("frame pointer"));
        let empty = described(r#"{"crash_info":{"crashing_thread":0},"threads":[{}]}"#);
        assert!(!empty.html.contains("How the frames were found"));
    }

    #[test]
    fn a_large_report_makes_a_page_of_bounded_size() {
        let inlines = vec![r#"{"function":"i"}"#; 5000].join(",");
        let first = format!(r#"{{"function":"f","inlines":[{inlines}]}}"#);
        let mut frames = vec![r#"{"function":"f","module":"m"}"#; 4096];
        frames[0] = &first;
        let frames = frames.join(",");
        let thread = format!(r#"{{"frames":[{frames}]}}"#);
        let threads = vec![thread; 40].join(",");
        let json = format!(r#"{{"crash_info":{{"crashing_thread":0}},"threads":[{threads}]}}"#);
        let crash = described(&json);
        assert!(crash.html.len() < 1_000_000, "{}", crash.html.len());
    }
}
