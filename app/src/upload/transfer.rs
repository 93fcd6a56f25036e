//! One file on its way, by `XMLHttpRequest`: `fetch` tells nothing of what it has sent.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::window;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use model::DumpId;
use serde::Deserialize;
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use super::{Progress, UploadFault};
use crate::json;

/// How a transfer ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    Stored(DumpId),
    Failed(UploadFault),
    /// By [`Transfer::abort`].
    Aborted,
}

thread_local! {
    /// A page has one thread, and every transfer of it is counted here.
    static UNDER_WAY: Cell<usize> = const { Cell::new(0) };
}

/// Whether this page is sending a file.
pub(super) fn is_any_under_way() -> bool {
    UNDER_WAY.get() > 0
}

/// What the page needs of a stored dump.
#[derive(Deserialize)]
struct Stored {
    id: DumpId,
}

/// A request under way.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    request: XmlHttpRequest,
}

impl Transfer {
    /// Begins to send `form` to `url`. `on_end` is called once.
    ///
    /// # Errors
    /// [`UploadFault::Failed`] when the browser refuses to send anything.
    pub(crate) fn begin(
        url: &str,
        form: &FormData,
        on_progress: Box<dyn Fn(Progress)>,
        on_end: Rc<dyn Fn(Outcome)>,
    ) -> Result<Self, UploadFault> {
        let request = XmlHttpRequest::new().map_err(|_| UploadFault::Failed)?;
        watch_progress(&request, on_progress)?;
        let end = move |outcome| {
            UNDER_WAY.set(UNDER_WAY.get() - 1);
            on_end(outcome);
        };
        let ended = Closure::<dyn Fn()>::new({
            let request = request.clone();
            let end = end.clone();
            move || end(outcome(&request))
        })
        .into_js_value();
        let aborted = Closure::<dyn Fn()>::new(move || end(Outcome::Aborted)).into_js_value();
        request.set_onload(Some(ended.unchecked_ref()));
        request.set_onerror(Some(ended.unchecked_ref()));
        request.set_onabort(Some(aborted.unchecked_ref()));
        request
            .open("POST", url)
            .and_then(|()| request.set_request_header("Accept", "application/json"))
            .and_then(|()| request.send_with_opt_form_data(Some(form)))
            .map_err(|_| UploadFault::Failed)?;
        UNDER_WAY.set(UNDER_WAY.get() + 1);
        Ok(Self { request })
    }

    pub(crate) fn abort(&self) {
        // It fails only in states in which there is nothing to abort.
        let _ = self.request.abort();
    }
}

/// A form with one file, as the server's upload routes take it.
pub(crate) fn file_form(file: &File, label: Option<&str>) -> Result<FormData, UploadFault> {
    let form = FormData::new().map_err(|_| UploadFault::Failed)?;
    // The label first: the server has it when the file's last byte comes.
    if let Some(label) = label {
        form.append_with_str("label", label)
            .map_err(|_| UploadFault::Failed)?;
    }
    form.append_with_blob_and_filename("file", file, &file.name())
        .map_err(|_| UploadFault::Failed)?;
    Ok(form)
}

fn watch_progress(
    request: &XmlHttpRequest,
    on_progress: Box<dyn Fn(Progress)>,
) -> Result<(), UploadFault> {
    let progress = Cell::new(Progress::begin(now_ms()));
    let watcher = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        let advanced =
            progress
                .get()
                .advance(whole(event.loaded()), whole(event.total()), now_ms());
        progress.set(advanced);
        on_progress(advanced);
    })
    .into_js_value();
    let upload = request.upload().map_err(|_| UploadFault::Failed)?;
    upload.set_onprogress(Some(watcher.unchecked_ref()));
    Ok(())
}

fn outcome(request: &XmlHttpRequest) -> Outcome {
    // Without an answer both are empty.
    let status = request.status().unwrap_or_default();
    let body = request.response_text().ok().flatten().unwrap_or_default();
    if !matches!(status, 200 | 201) {
        return Outcome::Failed(UploadFault::of_answer(status, &body));
    }
    match json::read::<Stored>(&body) {
        Ok(dump) => Outcome::Stored(dump.id),
        Err(_) => Outcome::Failed(UploadFault::Failed),
    }
}

fn now_ms() -> u64 {
    window()
        .performance()
        .map_or(0, |performance| whole(performance.now()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of floating point saturates; sizes and times are neither negative nor fractions"
)]
fn whole(number: f64) -> u64 {
    number as u64
}
