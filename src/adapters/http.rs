//! What operators and their tools ask over HTTP: `/healthz`, `/readyz` and
//! `/metrics`. Nothing here tells of communities or people, and nothing can be
//! changed through it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::link::{Link, State};
use crate::metrics;
use crate::store::Store;

/// How often the exporter tidies what it holds.
const UPKEEP: Duration = Duration::from_secs(5);
/// How long `health` waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// The exporter's own media type: <https://prometheus.io/docs/instrumenting/exposition_formats>.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The figures of this process, as Prometheus reads them.
#[derive(Clone)]
pub struct Figures(PrometheusHandle);

impl std::fmt::Debug for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Figures").finish_non_exhaustive()
    }
}

impl Figures {
    /// Begins to keep the figures of this process.
    ///
    /// # Errors
    /// They are kept already, by whoever called first.
    pub fn keep() -> Result<Self, String> {
        let mut builder = PrometheusBuilder::new();
        for (name, bounds) in metrics::BUCKETS {
            let whole = Matcher::Full((*name).to_owned());
            builder = builder.set_buckets_for_metric(whole, bounds).map_err(|error| error.to_string())?;
        }
        let handle = builder.install_recorder().map_err(|error| error.to_string())?;
        metrics::describe();
        Ok(Self(handle))
    }

    /// Tidies what the exporter holds, until told to stop: it gathers samples
    /// even where nobody reads them.
    pub async fn tidy(&self, stop: &CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(UPKEEP)).await.is_some() {
            self.0.run_upkeep();
        }
    }
}

/// What the endpoints tell of.
#[derive(Debug, Clone)]
pub struct Told {
    /// The figures.
    pub figures: Figures,
    /// The database that must be writable.
    pub store: Store,
    /// The platforms that must be connected.
    pub links: Vec<Link>,
}

/// Takes the address on which the endpoints are served.
///
/// # Errors
/// It is taken already, or is none of this machine.
pub async fn listen(address: &str) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Serves the endpoints until told to stop.
///
/// # Errors
/// The listener failed.
pub async fn serve(listener: TcpListener, told: Told, stop: CancellationToken) -> io::Result<()> {
    let router = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
        .with_state(Arc::new(told));
    // No graceful shutdown: a reader that keeps its connection open must not
    // hold up the end of the program.
    let served = axum::serve(listener, router).into_future();
    stop.run_until_cancelled(served).await.unwrap_or(Ok(()))
}

/// 200 when every platform is connected and the database can be written, else
/// 503; the body says which is not.
async fn ready(Shared(told): Shared<Arc<Told>>) -> Response {
    let database = told.store.is_writable().await;
    let mut parts = Map::new();
    parts.insert("database".to_owned(), Value::Bool(database));
    for link in &told.links {
        parts.insert(link.platform().name().to_owned(), Value::Bool(link.state() == State::Up));
    }
    let ready = parts.values().all(|part| *part == Value::Bool(true));
    parts.insert("ready".to_owned(), Value::Bool(ready));
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(Value::Object(parts))).into_response()
}

async fn figures(Shared(told): Shared<Arc<Told>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, EXPOSITION)], told.figures.0.render())
}

/// Whether the program at an address says that it is alive.
///
/// # Errors
/// In words, what it says or does instead.
pub async fn probe(address: &str) -> Result<(), String> {
    let asked = tokio::time::timeout(PATIENCE, status_line(address)).await;
    let line = asked.map_err(|_| format!("no answer within {} s", PATIENCE.as_secs()))?;
    let line = line.map_err(|error| error.to_string())?;
    match line.split_whitespace().nth(1) {
        Some("200") => Ok(()),
        _ => Err(format!("it answers `{}`", line.trim())),
    }
}

/// The first line of the answer to `GET /healthz`.
async fn status_line(address: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: january20\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned())
}
