//! A server to upload to.

use std::fs::File;

use anyhow::{Context, anyhow, bail};
use model::SymbolKey;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, SendBody, http};

/// Symbols are text of much repetition: more takes longer and saves little.
const LEVEL: i32 = 3;

pub(super) struct Remote {
    agent: Agent,
    /// Without a slash at its end.
    url: String,
    /// With the question mark before it; `""` without a key.
    query: String,
}

impl Remote {
    pub(super) fn new(url: &str, key: Option<&str>) -> Self {
        // Who runs a server may run an authority, too, that this machine knows of.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .http_status_as_error(false);
        Self {
            agent: config.build().into(),
            url: url.trim_end_matches('/').to_owned(),
            query: key.map(|key| format!("?key={key}")).unwrap_or_default(),
        }
    }

    /// Whether the server has the symbols of a module.
    pub(super) fn has(&self, key: &SymbolKey) -> anyhow::Result<bool> {
        let name = utf8_percent_encode(key.debug_file.as_str(), NON_ALPHANUMERIC);
        let path = format!("symupload/v1/symbols/{name}/{}:checkStatus", key.debug_id);
        let answer = self.agent.get(self.address(&path)).call();
        let mut answer = answer.with_context(|| self.unreachable())?;
        if !answer.status().is_success() {
            bail!("{}: {}", self.url, refusal(&mut answer));
        }
        let answer: Value = serde_json::from_reader(answer.body_mut().as_reader())
            .with_context(|| format!("{} is no Crash Store", self.url))?;
        Ok(answer["status"] == "FOUND")
    }

    /// Uploads a file; the inner error is about this one alone.
    pub(super) fn upload(&self, file: File) -> anyhow::Result<anyhow::Result<()>> {
        let compressed = zstd::stream::read::Encoder::new(file, LEVEL)?;
        let request = self
            .agent
            .post(self.address("symbols/"))
            .header(http::header::CONTENT_TYPE, "application/octet-stream")
            .header(http::header::CONTENT_ENCODING, "zstd");
        let answer = request.send(SendBody::from_owned_reader(compressed));
        let mut answer = answer.with_context(|| self.unreachable())?;
        Ok(if answer.status().is_success() {
            Ok(())
        } else {
            Err(anyhow!(refusal(&mut answer)))
        })
    }

    fn address(&self, path: &str) -> String {
        format!("{}/api/{path}{}", self.url, self.query)
    }

    fn unreachable(&self) -> String {
        format!("{} does not answer", self.url)
    }
}

/// What a server says instead of doing it.
fn refusal(answer: &mut http::Response<Body>) -> String {
    let status = answer.status();
    match answer.body_mut().read_to_string() {
        Ok(text) if !text.is_empty() => format!("{status}: {text}"),
        _ => status.to_string(),
    }
}
