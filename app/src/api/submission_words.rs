//! Submissions as people read them, and as much of one as a page bears. The server's half
//! finds the words: the browser's stays small.

use std::collections::BTreeMap;

use model::{Attachment, DumpId, Origin};

use super::submission::{Fact, Submission};
use crate::format::{exact_bytes, human_bytes};
use crate::query;

/// Of one text; the REST API tells all of it.
const MAX_TEXT_BYTES: usize = 8 * 1024;
/// Of all names and texts together.
const MAX_BYTES: usize = 128 * 1024;
/// A text that is longer, or has several lines, is folded.
const MAX_UNFOLDED_CHARACTERS: usize = 160;
const BEGINNING_CHARACTERS: usize = 60;

impl Submission {
    pub(super) fn of(dump: DumpId, submission: model::Submission) -> Self {
        let attachment = |attachment| attachment_fact(dump, attachment);
        Self {
            origin: origin_facts(submission.origin, submission.report_id.to_string()),
            annotations: annotation_facts(dump, &submission.annotations),
            attachments: submission.attachments.into_iter().map(attachment).collect(),
        }
    }
}

/// What crashed. By some of it dumps are found, and those it leads to.
fn origin_facts(origin: Origin, report_id: String) -> Vec<Fact> {
    let facts = [
        ("Product", origin.product, Some("product")),
        ("Version", origin.version, Some("version")),
        ("Platform", origin.platform, Some("platform")),
        ("Process type", origin.process_type, None),
        ("Installation", origin.client_guid, None),
        ("Report id", Some(report_id), None),
    ];
    let fact = |(name, text, filter): (&str, Option<String>, Option<&str>)| {
        let text = text?;
        Some(Fact {
            name: name.to_owned(),
            list: filter.map(|filter| query::url("/dumps", &[(filter, Some(&text))])),
            text,
            ..Fact::default()
        })
    };
    facts.into_iter().filter_map(fact).collect()
}

/// As many as a page bears, and where the others are.
fn annotation_facts(dump: DumpId, annotations: &BTreeMap<String, String>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let (mut bytes, mut is_cut) = (0, false);
    for (name, whole) in annotations {
        let text = &whole[..whole.floor_char_boundary(MAX_TEXT_BYTES)];
        is_cut |= text.len() < whole.len();
        bytes += name.len() + text.len();
        if bytes > MAX_BYTES {
            is_cut = true;
            break;
        }
        facts.push(annotation_fact(name, text));
    }
    if is_cut {
        facts.push(Fact {
            name: "And more".to_owned(),
            text: format!(
                "GET /api/dumps/{dump}/submission/ tells what is too long for this page."
            ),
            ..Fact::default()
        });
    }
    facts
}

fn annotation_fact(name: &str, text: &str) -> Fact {
    let is_long = text.contains('\n') || text.chars().count() > MAX_UNFOLDED_CHARACTERS;
    let beginning = || {
        let line = text.trim_start().lines().next().unwrap_or_default();
        let beginning: String = line.chars().take(BEGINNING_CHARACTERS).collect();
        format!("{beginning}…")
    };
    Fact {
        name: name.to_owned(),
        text: text.to_owned(),
        beginning: is_long.then(beginning),
        ..Fact::default()
    }
}

fn attachment_fact(dump: DumpId, attachment: Attachment) -> Fact {
    let Attachment { id, size, .. } = attachment;
    // Below that, the size for people is exact already.
    let mut text = human_bytes(size);
    if size >= 1024 {
        text = format!("{text} ({})", exact_bytes(size));
    }
    let is_whole = attachment.damage.is_none();
    if !is_whole {
        text.push_str(", damaged on the server's disk");
    }
    Fact {
        name: attachment.name,
        text,
        file: is_whole.then(|| format!("/dumps/{dump}/attachments/{id}")),
        ..Fact::default()
    }
}

#[cfg(test)]
mod tests {
    use model::{AttachmentId, Damage, Sha256};

    use super::*;

    fn facts(annotations: impl IntoIterator<Item = (String, String)>) -> Vec<Fact> {
        annotation_facts(DumpId(7), &annotations.into_iter().collect())
    }

    #[test]
    fn what_crashed_leads_to_its_like() {
        let origin = Origin {
            product: Some("Paint & more".to_owned()),
            process_type: Some("renderer".to_owned()),
            ..Origin::default()
        };
        let facts = origin_facts(origin, "an id".to_owned());
        let names: Vec<&str> = facts.iter().map(|fact| &fact.name[..]).collect();
        assert_eq!(names, ["Product", "Process type", "Report id"]);
        let list = "/dumps?product=Paint%20%26%20more";
        assert_eq!(facts[0].list.as_deref(), Some(list));
        assert_eq!(facts[1].list, None);
    }

    #[test]
    fn a_short_text_is_shown_as_it_is() {
        let facts = facts([("channel".to_owned(), "beta".to_owned())]);
        assert_eq!(facts.len(), 1);
        assert_eq!((&facts[0].text[..], &facts[0].beginning), ("beta", &None));
    }

    #[test]
    fn long_texts_and_several_lines_are_folded() {
        let lines = annotation_fact("log", "\none\ntwo");
        assert_eq!(lines.beginning.as_deref(), Some("one…"));
        let long = annotation_fact("log", &"é".repeat(MAX_UNFOLDED_CHARACTERS + 1));
        let expected = "é".repeat(BEGINNING_CHARACTERS) + "…";
        assert_eq!(long.beginning, Some(expected));
    }

    #[test]
    fn a_page_does_not_grow_without_end() {
        let long = facts([("log".to_owned(), "é".repeat(MAX_TEXT_BYTES))]);
        assert_eq!(long[0].text.len(), MAX_TEXT_BYTES);
        assert!(long[1].text.contains("/api/dumps/7/submission/"));
        let many = facts((0..1_000).map(|number| (number.to_string(), "x".repeat(1_000))));
        let bytes: usize = many
            .iter()
            .map(|fact| fact.name.len() + fact.text.len())
            .sum();
        assert!(
            bytes > MAX_BYTES - 2_000 && bytes < MAX_BYTES + 200,
            "{bytes}"
        );
        assert_eq!(many.last().map(|fact| &fact.name[..]), Some("And more"));
    }

    #[test]
    fn a_damaged_file_is_not_to_be_had() {
        let attachment = |damage| Attachment {
            id: AttachmentId(3),
            name: "app.log".to_owned(),
            size: 2048,
            sha256: Sha256([0; 32]),
            damage,
        };
        let good = attachment_fact(DumpId(7), attachment(None));
        assert_eq!(good.text, "2.00 KiB (2,048 bytes)");
        assert_eq!(good.file.as_deref(), Some("/dumps/7/attachments/3"));
        let damaged = attachment_fact(DumpId(7), attachment(Some(Damage::Missing)));
        assert!(damaged.text.ends_with("damaged on the server's disk"));
        assert_eq!(damaged.file, None);
    }
}
