//! The crashing thread's stack as text, to be put into a message or an issue.

use std::fmt::Write;

use model::report::Report;

use super::{MAX_FRAMES, stack};

/// As debuggers print it.
pub(super) fn plain(report: &Report) -> String {
    let mut text = head(report);
    for line in lines(report) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// For issue trackers.
pub(super) fn markdown(report: &Report) -> String {
    // No line of a stack ends the block: a fence is as long as it has to be.
    let stack = lines(report).collect::<Vec<_>>().join("\n");
    let fence = "`".repeat(longest_run(&stack).max(2) + 1);
    format!("{}\n{fence}\n{stack}\n{fence}\n", head(report))
}

fn head(report: &Report) -> String {
    let mut head = report.crash_info.reason.clone().unwrap_or_default();
    if let Some(address) = &report.crash_info.address {
        // Writing into a text cannot fail.
        let _ = write!(head, " at {address}");
    }
    if !head.is_empty() {
        head.push('\n');
    }
    head
}

fn lines(report: &Report) -> impl Iterator<Item = String> {
    let thread = report.crashing_thread();
    let lines = thread
        .into_iter()
        .flat_map(|thread| stack::lines(thread, MAX_FRAMES));
    lines.map(|line| {
        let number = line
            .number
            .map_or("  ".to_owned(), |number| format!("{number:2}"));
        let place = if line.place.is_empty() {
            String::new()
        } else {
            format!(" [{}]", line.place)
        };
        let module = line.frame.module.as_deref().unwrap_or("?");
        format!("{number}  {module}!{}{place}", line.function)
    })
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        serde_json::from_str(
            r#"{"crash_info":{"type":"SIGSEGV","address":"0x0","crashing_thread":0},
                "threads":[{"frames":[
                  {"module":"crashy","function":"copy_field","file":"/a/crashy.c","line":17,
                   "inlines":[{"function":"store_name","file":"/a/crashy.c","line":12}]},
                  {"module":"libc.so","module_offset":"0x00ff"}]}]}"#,
        )
        .expect("a report")
    }

    #[test]
    fn a_stack_is_text_to_paste() {
        let expected = "SIGSEGV at 0x0\n    crashy!store_name [crashy.c:12]\n \
            0  crashy!copy_field [crashy.c:17]\n 1  libc.so!libc.so + 0xff\n";
        assert_eq!(plain(&report()), expected);
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let mut report = report();
        report.threads[0].frames[0].function = Some("````".to_owned());
        assert!(markdown(&report).contains("\n`````\n"));
    }
}
