//! The one way out of the house to Discord's REST: every request, answers to
//! interactions included, in production, behind a proxy and in tests alike. It
//! keeps the limits that Discord tells, reads the status and the whole body,
//! and says exactly whether something may have been accepted. It knows nothing
//! of what is sent.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use super::buckets::{Buckets, Headers, Kind, Route, Wait};
use super::refusals::{Attempt, Refusals, Standing};
use crate::message::File;

/// Requests a second over all routes but those of interactions: Discord's limit.
const GLOBAL: u32 = 50;
/// A connection that does not stand by then is given up.
const CONNECT: Duration = Duration::from_secs(4);
/// What a 429 that names no time waits.
const UNNAMED: Duration = Duration::from_secs(5);

/// One request.
#[derive(Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Below the version: `/channels/1/messages`.
    pub path: String,
    /// What is sent.
    pub body: Body,
    /// Given up after this long.
    pub patience: Duration,
    /// How long it may wait for its turn, where a limit is known to be reached.
    pub wait: Duration,
    /// How the budget of refusals sees it.
    pub standing: Standing,
}

/// What a request carries.
#[derive(Debug)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Value),
    /// JSON with files.
    Files(Value, Vec<File>),
}

impl Call {
    /// A request that reads.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self::of(Method::GET, path, Body::None)
    }

    /// A request with the usual patience.
    #[must_use]
    pub fn of(method: Method, path: impl Into<String>, body: Body) -> Self {
        let patience = Duration::from_secs(10);
        Self { method, path: path.into(), body, patience, wait: Duration::ZERO, standing: Standing::Other }
    }

    /// The same, about a place; `healthy`: it was found in order when last
    /// looked at.
    #[must_use]
    pub fn at(self, place: u64, healthy: bool) -> Self {
        Self { standing: Standing::Place(place, healthy), ..self }
    }

    /// The same, for a person who waits: it may wait for its turn a little.
    #[must_use]
    pub fn waiting(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// The same, as an answer to an interaction: its token is its right.
    #[must_use]
    pub fn free(self) -> Self {
        Self { standing: Standing::Free, ..self }
    }
}

/// A request that had no success.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Failure {
    /// It surely was not accepted: no connection.
    #[error("Discord cannot be reached: {0}")]
    Unreached(String),
    /// It may have been accepted: no whole answer, or one of 500 and above.
    #[error("no whole answer: {0}")]
    Unknown(String),
    /// To be sent again after this long.
    #[error("to be sent again after {after:?}")]
    Limited {
        /// How long.
        after: Duration,
        /// Whether everything waits.
        global: bool,
    },
    /// Refused, with Discord's own code (0: none).
    #[error("refused with {status}, code {code}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's code for it.
        code: u32,
        /// Discord's words for it.
        message: String,
    },
}

/// The way out.
#[derive(Debug)]
pub struct Sender {
    client: Client,
    base: String,
    token: SecretString,
    global: DefaultDirectRateLimiter,
    limits: Mutex<Limits>,
    /// The token was refused.
    unauthorized: Notify,
}

#[derive(Debug, Default)]
struct Limits {
    buckets: Buckets,
    refusals: Refusals,
}

impl Sender {
    /// A way to the API below `url`.
    ///
    /// # Errors
    /// If the TLS library cannot be set up.
    pub fn new(url: &str, token: SecretString) -> Result<Self, reqwest::Error> {
        // Discord blocks other forms; it allows more after the closing bracket.
        let agent = format!("{} january20/{}", serenity::constants::USER_AGENT, env!("CARGO_PKG_VERSION"));
        let client = Client::builder()
            .user_agent(agent)
            .connect_timeout(CONNECT)
            .pool_idle_timeout(Duration::from_secs(20))
            .redirect(redirect::Policy::none())
            // A proxy's own 502 would be read as Discord's; DISCORD_API_URL names a proxy.
            .no_proxy()
            .build()?;
        let base = format!("{}/api/v10", url.trim_end_matches('/'));
        let quota = Quota::per_second(GLOBAL.try_into().unwrap_or(std::num::NonZeroU32::MIN));
        let burst = std::num::NonZeroU32::MIN.saturating_add(4);
        let global = DefaultDirectRateLimiter::direct(quota.allow_burst(burst));
        Ok(Self { client, base, token, global, limits: Mutex::default(), unauthorized: Notify::new() })
    }

    /// The bot's token.
    #[must_use]
    pub fn token(&self) -> &SecretString {
        &self.token
    }

    /// Waits until a request is refused for its token's sake.
    pub async fn unauthorized(&self) {
        self.unauthorized.notified().await;
    }

    /// Sends a request and reads its whole answer.
    ///
    /// # Errors
    /// [`Failure`], exact about whether it may have been accepted.
    pub async fn call(&self, call: Call) -> Result<Value, Failure> {
        let route = Route::of(call.method.as_str(), &call.path);
        let attempt = loop {
            match self.turn(&call, &route) {
                Ok(attempt) => break attempt,
                Err(Wait { after, kind }) if after <= call.wait || kind == Kind::Spacing => {
                    sleep(after).await;
                }
                Err(Wait { after, kind }) => {
                    return Err(Failure::Limited { after, global: kind == Kind::Everything });
                }
            }
        };
        let outcome = match self.request(&call) {
            Ok(request) => transmit(request).await,
            Err(error) => Err(Failure::Unreached(error.without_url().to_string())),
        };
        let refused = outcome.as_ref().is_ok_and(Whole::counts_as_refusal);
        let now = Instant::now();
        self.limits().refusals.end(&attempt, refused, now);
        let whole = outcome?;
        self.learn(&call, &route, &whole, now);
        whole.read()
    }

    /// Its turn, or how long it waits.
    fn turn(&self, call: &Call, route: &Route) -> Result<Attempt, Wait> {
        let now = Instant::now();
        let mut limits = self.limits();
        let wait = |after| Wait { after, kind: Kind::Place };
        let attempt = limits.refusals.begin(call.standing, now).map_err(wait)?;
        let taken = match call.standing {
            Standing::Free => limits.buckets.take(route, now),
            // Its place in its bucket is taken last: nothing gives it back.
            _ => self.departure().and_then(|()| limits.buckets.take(route, now)),
        };
        if taken.is_err() {
            limits.refusals.end(&attempt, false, now);
        }
        taken.map(|()| attempt)
    }

    /// The global limit, kept before Discord has to say so: a moment's wait
    /// between two departures.
    fn departure(&self) -> Result<(), Wait> {
        let spacing = |after| Wait { after, kind: Kind::Spacing };
        self.global.check().map_err(|until| spacing(until.wait_time_from(DefaultClock::default().now())))
    }

    fn request(&self, call: &Call) -> Result<RequestBuilder, reqwest::Error> {
        let url = format!("{}{}", self.base, call.path);
        let mut request = self.client.request(call.method.clone(), url).timeout(call.patience);
        if call.standing != Standing::Free {
            request = request.header(AUTHORIZATION, format!("Bot {}", self.token.expose_secret()));
        }
        Ok(match &call.body {
            Body::None if call.method == Method::GET => request,
            Body::None => request.header("content-length", 0),
            Body::Json(json) => request.json(json),
            Body::Files(json, files) => request.multipart(form(json, files)?),
        })
    }

    fn learn(&self, call: &Call, route: &Route, whole: &Whole, now: Instant) {
        let mut limits = self.limits();
        if call.standing == Standing::Free {
            // Each interaction has a bucket of its own, used once or twice.
            if let (StatusCode::TOO_MANY_REQUESTS, true) = (whole.status, whole.is_global()) {
                limits.buckets.hold(route, whole.retry_after(), true, now);
            }
            return;
        }
        if whole.status == StatusCode::UNAUTHORIZED {
            self.unauthorized.notify_one();
        }
        if let Some(headers) = bucket(&whole.headers) {
            limits.buckets.learn(route, headers, now);
        }
        if whole.status == StatusCode::TOO_MANY_REQUESTS {
            limits.buckets.hold(route, whole.retry_after(), whole.is_global(), now);
        }
        if let Standing::Place(place, _) = call.standing {
            match whole.status.as_u16() {
                200..300 => limits.refusals.place(place, false),
                401 | 403 => limits.refusals.place(place, true),
                _ => {}
            }
        }
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn form(json: &Value, files: &[File]) -> Result<Form, reqwest::Error> {
    let payload = Part::text(json.to_string()).mime_str("application/json")?;
    let mut form = Form::new().part("payload_json", payload);
    for (at, file) in files.iter().enumerate() {
        let part = Part::bytes(file.bytes.to_vec()).file_name(file.name.clone()).mime_str(file.media)?;
        form = form.part(format!("files[{at}]"), part);
    }
    Ok(form)
}

/// A complete answer.
#[derive(Debug)]
struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

async fn transmit(request: RequestBuilder) -> Result<Whole, Failure> {
    let failure = |error: reqwest::Error| {
        let (connect, text) = (error.is_connect(), error.without_url().to_string());
        if connect { Failure::Unreached(text) } else { Failure::Unknown(text) }
    };
    let response = request.send().await.map_err(failure)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(|error| Failure::Unknown(error.without_url().to_string()))?;
    Ok(Whole { status, headers, body: body.to_vec() })
}

/// What a refusal's body may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Complaint {
    code: u32,
    message: String,
    retry_after: Option<f64>,
    global: bool,
}

impl Whole {
    fn read(&self) -> Result<Value, Failure> {
        let status = self.status.as_u16();
        match status {
            204 => Ok(Value::Null),
            200..300 => serde_json::from_slice(&self.body)
                .map_err(|_| Failure::Unknown(format!("an answer of {status} that is no JSON"))),
            429 => Err(Failure::Limited { after: self.retry_after(), global: self.is_global() }),
            500.. => Err(Failure::Unknown(format!("an answer of {status}"))),
            _ => {
                let Complaint { code, message, .. } = self.complaint();
                Err(Failure::Refused { status, code, message })
            }
        }
    }

    fn complaint(&self) -> Complaint {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A shared limit is somebody else's doing, and not counted by Discord.
    fn counts_as_refusal(&self) -> bool {
        let shared = self.header("x-ratelimit-scope") == Some("shared");
        matches!(self.status.as_u16(), 401 | 403) || (self.status.as_u16() == 429 && !shared)
    }

    /// The body's time is the more exact; one before Discord sends the header.
    fn retry_after(&self) -> Duration {
        let header = || self.header("retry-after").and_then(|text| text.parse::<f64>().ok());
        let seconds = self.complaint().retry_after.or_else(header);
        seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or(UNNAMED)
    }

    fn is_global(&self) -> bool {
        self.complaint().global
            || self.header("x-ratelimit-global") == Some("true")
            || self.header("x-ratelimit-scope") == Some("global")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn bucket(headers: &HeaderMap) -> Option<Headers> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let seconds: f64 = text("x-ratelimit-reset-after")?.parse().ok()?;
    Some(Headers {
        bucket: text("x-ratelimit-bucket")?.to_owned(),
        remaining: text("x-ratelimit-remaining")?.parse().ok()?,
        reset_after: Duration::try_from_secs_f64(seconds).ok()?,
    })
}
