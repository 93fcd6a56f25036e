//! `[server]`: where it listens and who it is.

use std::net::SocketAddr;

use http::uri::Authority;

use super::reader::Reader;
use super::secrets;

const SECTION: &str = "server";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub bind: SocketAddr,
    /// The address people and machines use, without a slash at its end.
    pub public_url: Option<String>,
    /// Key of every token's signature.
    pub secret_key: String,
    pub debug: bool,
    /// Values of the `Host` header that are answered; empty allows all.
    pub allowed_hosts: Vec<String>,
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
}

impl Server {
    pub(super) fn read(reader: &mut Reader) -> Self {
        // The service before this one kept both under [django].
        let old_debug = reader.boolean("django", "debug", false);
        let debug = reader.boolean(SECTION, "debug", old_debug);
        Self {
            bind: reader.value(
                SECTION,
                "bind",
                SocketAddr::from(([127, 0, 0, 1], 8000)),
                "an IP address and a port, such as 127.0.0.1:8000 or [::]:8000",
                |text| text.parse().ok(),
            ),
            public_url: reader.value(
                SECTION,
                "public_url",
                None,
                "an address such as https://crashes.example.com, without a path",
                |text| public_url(text).map(Some),
            ),
            secret_key: secret_key(reader, debug),
            debug,
            allowed_hosts: list(&reader.text(SECTION, "allowed_hosts").unwrap_or_default())
                .filter(|host| *host != "*")
                .map(str::to_lowercase)
                .collect(),
            trusted_proxies: reader.value(
                SECTION,
                "trusted_proxies",
                Vec::new(),
                "IP addresses, separated by commas",
                |text| list(text).map(|address| address.parse().ok()).collect(),
            ),
        }
    }

    /// The address to print and to put into links.
    pub fn url(&self) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.bind))
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_ref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn public_url(text: &str) -> Option<String> {
    let url = text.strip_suffix('/').unwrap_or(text);
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let is_host = host.parse::<Authority>().is_ok() && !host.contains('@');
    is_host.then(|| url.to_owned())
}

/// The key, which the service before this one kept in `[django]`.
fn secret_key(reader: &mut Reader, debug: bool) -> String {
    const KEY: &str = "secret_key";
    let old = reader.text("django", KEY);
    let (section, secret) = match (reader.text(SECTION, KEY), old) {
        (Some(secret), _) => (SECTION, secret),
        (None, Some(secret)) => ("django", secret),
        (None, None) => {
            let example = secrets::generate();
            let message = format!("is missing; take a random one, such as {example}");
            reader.problem(SECTION, KEY, message);
            return String::new();
        }
    };
    if let Some(weakness) = secrets::weakness(&secret).filter(|_| !debug) {
        reader.problem(section, KEY, weakness);
    }
    secret
}
