//! The rows that somebody has ticked.

use leptos::prelude::*;
use model::DumpId;

/// Ticked rows of one page of the list; a handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection {
    /// Every row, in the order of the page.
    rows: StoredValue<Vec<DumpId>>,
    ticked: RwSignal<Vec<DumpId>>,
    /// Where a range begins: the row that was ticked last.
    anchor: StoredValue<Option<DumpId>>,
}

/// Whether a row is ticked alone, or all rows between it and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Row,
    Range,
}

impl Selection {
    pub(crate) fn new(rows: Vec<DumpId>) -> Self {
        Self {
            rows: StoredValue::new(rows),
            ticked: RwSignal::default(),
            anchor: StoredValue::default(),
        }
    }

    pub(crate) fn is_ticked(self, id: DumpId) -> bool {
        self.ticked.read().contains(&id)
    }

    pub(crate) fn is_whole_page(self) -> bool {
        self.ticked.read().len() == self.rows.read_value().len()
    }

    pub(crate) fn count(self) -> usize {
        self.ticked.read().len()
    }

    /// The ids with commas between.
    pub(crate) fn ids(self) -> String {
        let ticked = self.ticked.read();
        let ids: Vec<_> = ticked.iter().map(ToString::to_string).collect();
        ids.join(",")
    }

    pub(crate) fn toggle(self, id: DumpId, reach: Reach) {
        let tick = !untrack(|| self.is_ticked(id));
        let rows = self.rows.get_value();
        let place = |id| rows.iter().position(|row| *row == id);
        let end = place(id).unwrap_or_default();
        let start = match (reach, self.anchor.get_value().and_then(place)) {
            (Reach::Range, Some(start)) => start,
            _ => end,
        };
        let range = &rows[start.min(end)..=start.max(end)];
        self.ticked.update(|ticked| {
            ticked.retain(|row| !range.contains(row));
            if tick {
                ticked.extend(range);
            }
        });
        self.anchor.set_value(Some(id));
    }

    pub(crate) fn toggle_page(self) {
        if untrack(|| self.is_whole_page()) {
            self.clear();
        } else {
            self.ticked.set(self.rows.get_value());
        }
    }

    pub(crate) fn clear(self) {
        self.ticked.set(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection() -> (Owner, Selection) {
        let owner = Owner::new();
        owner.set();
        (owner, Selection::new((1..=6).rev().map(DumpId).collect()))
    }

    #[test]
    fn a_range_goes_from_the_row_before_to_this_one() {
        let (_owner, selection) = selection();
        selection.toggle(DumpId(5), Reach::Range);
        assert_eq!(selection.ids(), "5");
        selection.toggle(DumpId(3), Reach::Range);
        assert_eq!(selection.ids(), "5,4,3");
        selection.toggle(DumpId(6), Reach::Range);
        assert_eq!(selection.ids(), "6,5,4,3");
        selection.toggle(DumpId(4), Reach::Row);
        assert_eq!(selection.ids(), "6,5,3");
    }

    #[test]
    fn the_page_is_ticked_and_cleared_as_a_whole() {
        let (_owner, selection) = selection();
        selection.toggle(DumpId(2), Reach::Row);
        selection.toggle_page();
        assert!(selection.is_whole_page());
        selection.toggle_page();
        assert_eq!(selection.count(), 0);
    }
}
