//! Who is at the other end: for the log, the login throttle and the list of sessions.

use std::future::ready;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use service::Attempt;

use crate::AppState;

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// Where a request comes from.
#[derive(Clone, Debug)]
pub(crate) struct Peer(pub(crate) Attempt);

impl FromRequestParts<AppState> for Peer {
    type Rejection = std::convert::Infallible;

    fn from_request_parts(
        head: &mut Parts,
        state: &AppState,
    ) -> impl Future<Output = Result<Self, Self::Rejection>> + Send {
        ready(Ok(Self::of(head, state)))
    }
}

impl Peer {
    pub(crate) fn of(head: &Parts, state: &AppState) -> Self {
        let connected = head
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip());
        let address =
            connected.map(|ip| client(ip, &head.headers, &state.config.server.trusted_proxies));
        let user_agent = head.headers.get(USER_AGENT);
        Self(Attempt {
            address: address.map(|ip| ip.to_string()).unwrap_or_default(),
            user_agent: user_agent
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .unwrap_or_default(),
        })
    }
}

/// The last address in `X-Forwarded-For` that is not one of our own proxies; what is
/// left of it anybody could have written.
fn client(connected: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut client = connected.to_canonical();
    let hops: Vec<&str> = headers
        .get_all(X_FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        if !trusted.contains(&client) {
            break;
        }
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(connected: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_FORWARDED_FOR, forwarded.parse().expect("a header"));
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| ip(text)).collect();
        client(ip(connected), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(client_of("10.0.0.9", "1.2.3.4", &[]), "10.0.0.9");
        assert_eq!(
            client_of("10.0.0.9", "6.6.6.6, 1.2.3.4", &["10.0.0.9"]),
            "1.2.3.4"
        );
        assert_eq!(
            client_of(
                "::ffff:10.0.0.9",
                "1.2.3.4, 10.0.0.8",
                &["10.0.0.9", "10.0.0.8"]
            ),
            "1.2.3.4"
        );
        assert_eq!(client_of("10.0.0.9", "nonsense", &["10.0.0.9"]), "10.0.0.9");
    }
}
