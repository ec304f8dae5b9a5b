//! The platform that outlives the program: it takes requests over HTTP in the
//! test's own process, and what it has begun to accept it accepts, whether or
//! not anybody still waits for the answer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use super::Chance;

/// The same key makes no second message within this: "the past few minutes".
const KEYED: i64 = 150_000;

/// Something sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sending {
    /// The channel or chat; of a person, the person.
    pub place: i64,
    /// None: words to moderators.
    pub nonce: Option<String>,
    pub words: String,
    pub picture: Option<Drawn>,
    /// The sender's hour, in milliseconds.
    pub hour: i64,
}

/// The picture that goes along.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Drawn {
    /// Uploaded.
    New,
    /// By the number that the platform gave it.
    Known(usize),
}

/// What the platform says of what it accepted.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Accepted {
    pub message: usize,
    /// The number of the picture, where pictures have one.
    pub file: Option<usize>,
}

/// What stands on the platform, and how busy it was.
#[derive(Debug, Default)]
pub struct Seen {
    pub stands: Vec<Sending>,
    pub arrivals: usize,
    /// How many pictures were given a number.
    files: usize,
    /// Pictures named by a number that none was given.
    pub strange: usize,
    /// The latest hour that it was told.
    pub hour: i64,
}

impl Seen {
    /// How often each part of each post stands in a place.
    pub fn copies(&self, place: i64) -> HashMap<&str, usize> {
        let mut copies = HashMap::new();
        for sent in self.stands.iter().filter(|sent| sent.place == place) {
            if let Some(nonce) = &sent.nonce {
                *copies.entry(nonce.as_str()).or_default() += 1;
            }
        }
        copies
    }

    /// How often moderators read something in a place.
    pub fn read(&self, place: i64, words: &str) -> usize {
        let there = self.stands.iter().filter(|sent| sent.place == place && sent.nonce.is_none());
        there.map(|sent| sent.words.matches(words).count()).sum()
    }
}

struct Shared {
    keyed: bool,
    /// How many times longer it takes than it need.
    slow: AtomicU64,
    seen: Mutex<Seen>,
    chance: Mutex<Chance>,
}

pub struct Platform {
    shared: Arc<Shared>,
    pub url: String,
    task: JoinHandle<()>,
}

impl Platform {
    pub async fn start(keyed: bool, chance: Chance) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (slow, chance) = (AtomicU64::new(1), Mutex::new(chance));
        let shared = Arc::new(Shared { keyed, slow, seen: Mutex::default(), chance });
        let routes = Router::new()
            .route("/send", post(send))
            .route("/find", post(find))
            .route("/hail", post(async || Json(0)))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.expect("it serves") });
        Self { shared, url, task }
    }

    /// From now on it takes so many times longer.
    pub fn slows_down(&self, times: u64) {
        self.shared.slow.store(times, Ordering::Relaxed);
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        held(&self.shared.seen)
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn pause(&self, most_millis: u64) -> Duration {
        let most = most_millis * self.slow.load(Ordering::Relaxed);
        Duration::from_millis(held(&self.chance).below(most + 1))
    }

    fn accept(&self, sending: Sending) -> Accepted {
        let mut seen = held(&self.seen);
        let file = match sending.picture {
            Some(Drawn::New) if !self.keyed => {
                seen.files += 1;
                Some(seen.files)
            }
            Some(Drawn::Known(number)) => {
                seen.strange += usize::from(number > seen.files);
                Some(number)
            }
            _ => None,
        };
        let same = |before: &Sending| {
            self.keyed
                && before.nonce.is_some()
                && (before.place, &before.nonce) == (sending.place, &sending.nonce)
                && sending.hour - before.hour < KEYED
        };
        let before = seen.stands.iter().position(same);
        let message = before.unwrap_or_else(|| {
            seen.stands.push(sending);
            seen.stands.len() - 1
        });
        Accepted { message, file }
    }
}

async fn send(State(shared): State<Arc<Shared>>, Json(sending): Json<Sending>) -> Json<Accepted> {
    {
        let mut seen = held(&shared.seen);
        seen.arrivals += 1;
        seen.hour = seen.hour.max(sending.hour);
    }
    let accepting = tokio::spawn(async move {
        tokio::time::sleep(shared.pause(5)).await;
        let accepted = shared.accept(sending);
        tokio::time::sleep(shared.pause(10)).await;
        accepted
    });
    Json(accepting.await.expect("it is accepted"))
}

async fn find(State(shared): State<Arc<Shared>>, Json(sought): Json<Sending>) -> Json<Option<usize>> {
    let mut seen = held(&shared.seen);
    seen.hour = seen.hour.max(sought.hour);
    let same =
        |sent: &Sending| (sent.place, &sent.nonce) == (sought.place, &sought.nonce) && sent.nonce.is_some();
    Json(seen.stands.iter().position(same))
}
