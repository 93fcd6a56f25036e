//! Log lines: for people on a terminal, JSON elsewhere.

use std::env;
use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const VARIABLE: &str = "RUST_LOG";
const DEFAULT_LEVEL: LevelFilter = LevelFilter::INFO;

/// Starts logging to standard error; `RUST_LOG` chooses what.
pub(crate) fn init() {
    let wanted = env::var(VARIABLE).unwrap_or_default();
    let (targets, misread) = match targets(&wanted) {
        Ok(targets) => (targets, None),
        Err(error) => (Targets::new().with_default(DEFAULT_LEVEL), Some(error)),
    };
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = if std::io::stderr().is_terminal() {
        lines.with_target(false).boxed()
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .boxed()
    };
    tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .init();
    if let Some(error) = misread {
        tracing::warn!("{VARIABLE}={wanted} is not understood, so it is {DEFAULT_LEVEL}: {error}");
    }
}

/// What `wanted` asks for, such as `debug` or `info,sqlx=debug`.
fn targets(wanted: &str) -> Result<Targets, ParseError> {
    let directives = wanted.split(',').map(str::trim);
    let directives: Vec<&str> = directives.filter(|it| !it.is_empty()).collect();
    if directives.is_empty() {
        return Ok(Targets::new().with_default(DEFAULT_LEVEL));
    }
    directives.join(",").parse()
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::targets;

    #[test]
    fn what_is_logged_is_chosen_by_level_and_target() {
        let chosen = targets("info, sqlx=debug,").expect("two directives");
        assert!(chosen.would_enable("sqlx::query", &Level::DEBUG));
        assert!(chosen.would_enable("server", &Level::INFO));
        assert!(!chosen.would_enable("server", &Level::DEBUG));
    }

    #[test]
    fn nothing_asked_for_is_info() {
        let chosen = targets("").expect("no directive");
        assert!(chosen.would_enable("server", &Level::INFO));
        assert!(!chosen.would_enable("server", &Level::DEBUG));
    }

    #[test]
    fn a_level_that_is_none_is_refused() {
        assert!(targets("server=loud").is_err());
    }
}
