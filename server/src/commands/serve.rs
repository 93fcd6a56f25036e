//! `crash-store serve`

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use service::{Cause, Clock, DataDir, Finding, FsckOptions, PastCheck, Service};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::open;
use crate::config::{Config, Loaded};
use crate::{AppState, http, router, symbols, telemetry};

const DAY: Duration = Duration::from_hours(24);

pub(crate) async fn run(config: Option<&Path>) -> anyhow::Result<ExitCode> {
    telemetry::init();
    let Loaded {
        config, in_force, ..
    } = open::load_or_create(config)?;
    let data_dir = DataDir::lock(&config.folders())?;
    let store = open::store(&config).await?;
    service::refuse_foreign_dumps(store.as_ref(), &data_dir).await?;
    let check = recover(store.as_ref(), &data_dir).await?;
    let service = Service::open(config.settings(), &data_dir, store, Clock::system()).await?;
    service.checks.remember(check);
    service.reports.start().await?;

    let listener = TcpListener::bind(config.server.bind)
        .await
        .with_context(|| format!("cannot listen on {}", config.server.bind))?;
    announce(&config, &service);
    let state = AppState::new(service, config, in_force);
    let (signal, stop) = (stop_signal()?, state.stop.clone());
    let stopping = state.service.clone();
    tokio::spawn(async move {
        signal.await;
        stop.cancel();
        stopping.begin_to_stop();
    });
    tokio::spawn(forget_expired_sessions(state.service.clone()));
    let asking = tokio::spawn(symbols::ask_upstream(
        state.service.clone(),
        state.config.symbols.clone(),
        state.stop.clone(),
    ));
    http::serve(
        listener,
        router::build(state.clone()),
        &state.config.limits,
        state.stop.cancelled(),
    )
    .await;
    asking.await?;
    state.service.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Puts right what a crash or a power cut has left behind.
async fn recover(store: &dyn store::Store, data_dir: &DataDir) -> anyhow::Result<PastCheck> {
    let options = FsckOptions {
        verify: false,
        repair: true,
    };
    let clock = Clock::system();
    let cause = Cause {
        by: None,
        began_at: clock.now(),
        options,
    };
    let mut findings = Vec::new();
    let report = service::fsck(store, data_dir, options, |finding| {
        service::keep_finding(&mut findings, finding);
        if !matches!(finding, Finding::Damaged { is_known: true, .. }) {
            tracing::warn!(?finding, "found at the start");
        }
    })
    .await
    .context("the check of the stored dumps and symbols failed")?;
    tracing::info!(
        dumps = report.dumps,
        symbols = report.symbols,
        unfinished_uploads = report.unfinished_uploads,
        strays = report.strays,
        second_copies = report.second_copies,
        damaged = report.damaged,
        symbol_names = report.symbol_names,
        "checked the stored dumps and symbols"
    );
    Ok(PastCheck {
        took: clock.now() - cause.began_at,
        cause,
        outcome: Ok(report),
        findings,
    })
}

/// Now and once a day, for as long as the process lives.
async fn forget_expired_sessions(service: Arc<Service>) {
    let mut days = tokio::time::interval(DAY);
    loop {
        days.tick().await;
        if let Err(error) = service.sessions.delete_expired().await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot forget expired sessions"
            );
        }
    }
}

fn announce(config: &Config, service: &Service) {
    let url = config.server.url();
    println!("Crash Store is at {url}");
    if let Some(token) = service.setup.token() {
        println!("There is no administrator yet. Make the first one here, once:");
        println!("  {url}/setup?token={token}");
    }
}

/// Ends with the first SIGTERM or SIGINT.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: requests under way may finish");
    })
}
