//! The rows that somebody has ticked.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::browser::{all, target};

/// Of the boxes that the server has drawn (`DumpTable`).
pub(crate) const ROW: &str = "dump";
pub(crate) const PAGE: &str = "page";

/// Ticked rows of one page of the list; a handle, cheap to copy.
///
/// What is ticked is told by the boxes themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection {
    list: NodeRef<html::Div>,
    /// The ids of ticked rows, in the order of the page.
    ticked: RwSignal<Vec<String>>,
    /// Where a range begins: the row that was ticked last.
    anchor: StoredValue<Option<usize>>,
}

impl Selection {
    /// In the table that is in `list`.
    pub(crate) fn of(list: NodeRef<html::Div>) -> Self {
        Self {
            list,
            ticked: RwSignal::default(),
            anchor: StoredValue::default(),
        }
    }

    pub(crate) fn count(self) -> usize {
        self.ticked.read().len()
    }

    /// The ids with commas between.
    pub(crate) fn ids(self) -> String {
        self.ticked.read().join(",")
    }

    /// A click with the shift key ticks, as the row itself, all rows since the one before.
    pub(crate) fn on_click(self, event: &MouseEvent) {
        let clicked = target(event).and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(clicked) = clicked else {
            return;
        };
        let rows = self.rows();
        if clicked.name() == PAGE {
            for row in &rows {
                row.set_checked(clicked.checked());
            }
        } else if let Some(end) = rows.iter().position(|row| *row == clicked) {
            let start = self.anchor.get_value().filter(|_| event.shift_key());
            let start = start.unwrap_or(end);
            for row in &rows[start.min(end)..=start.max(end)] {
                row.set_checked(clicked.checked());
            }
            self.anchor.set_value(Some(end));
        } else {
            return;
        }
        self.look();
    }

    pub(crate) fn clear(self) {
        for row in self.rows() {
            row.set_checked(false);
        }
        self.look();
    }

    /// Looks at what is ticked: when the list is drawn, and after every change.
    pub(crate) fn look(self) {
        let rows = self.rows();
        let ticked = rows.iter().filter(|row| row.checked());
        let ticked: Vec<_> = ticked.map(HtmlInputElement::value).collect();
        for page in self.boxes(PAGE) {
            page.set_checked(!rows.is_empty() && ticked.len() == rows.len());
        }
        let _ = self.ticked.try_set(ticked);
    }

    fn rows(self) -> Vec<HtmlInputElement> {
        self.boxes(ROW)
    }

    fn boxes(self, name: &str) -> Vec<HtmlInputElement> {
        // The page may be gone by now.
        let list = self.list.try_get_untracked().flatten();
        list.map_or_else(Vec::new, |list| all(&list, &format!("[name={name}]")))
    }
}
