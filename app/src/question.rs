//! What a page asks the server, the same in both halves.
//!
//! On the server the function is called; the browser posts to it. Either way the answer
//! comes as JSON: with one kind of answer, what loads pages is there once and not for
//! every type anew.

use std::pin::Pin;

use leptos::server_fn::ServerFn;

use crate::AppError;

/// The JSON of an answer, on its way.
pub(crate) type Asked = Pin<Box<dyn Future<Output = Result<String, AppError>> + Send>>;

/// A server function that changes nothing, with its parameters.
pub(crate) trait Question: ServerFn<Error = AppError> + 'static {
    /// The parameters as a form holds them, URL-encoded.
    fn parameters(&self) -> String;
}

/// Calls the server function.
#[cfg(feature = "ssr")]
pub(crate) fn ask<Q>(question: Q) -> Asked
where
    Q: Question<Output: serde::Serialize>,
{
    Box::pin(async move {
        let answer = question.run_body().await?;
        serde_json::to_string(&answer).map_err(|_| AppError::Internal)
    })
}

/// Posts to the server function at `path`.
#[cfg(not(feature = "ssr"))]
pub(crate) fn ask(path: &'static str, parameters: String) -> Asked {
    use send_wrapper::SendWrapper;

    // The browser's half has one thread, and never sends the future to another.
    Box::pin(SendWrapper::new(async move {
        crate::transport::post(path, &parameters).await
    }))
}
