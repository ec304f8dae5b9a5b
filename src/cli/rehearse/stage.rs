//! The platform of a rehearsal: it prints what arrives, keeps keys as Discord
//! does, and has the weather that was asked for.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::faults::{Faults, Weather};
use crate::clock::Clock;
use crate::community::{Community, Place, Platform};
use crate::message::{Block, Message};
use crate::ports::{Address, Content, Event, Needs, Parcel, Repeats, Rights, SendError, Sent, Transport};

/// What a platform in bad weather says to wait.
const WAIT: Duration = Duration::from_secs(5);

/// One platform of a rehearsal.
#[derive(Debug)]
pub(super) struct Stage {
    pub platform: Platform,
    pub clock: Clock,
    pub faults: Faults,
    /// Attempts of all platforms.
    pub attempts: Arc<AtomicU64>,
    /// Posts that arrived on all platforms.
    pub arrived: Arc<AtomicU64>,
    /// Messages by their keys.
    stands: Mutex<HashMap<String, i64>>,
    doubled: AtomicU64,
    /// Nobody reads any more what is printed.
    deaf: AtomicBool,
}

impl Stage {
    pub(super) fn new(
        platform: Platform,
        clock: Clock,
        faults: Faults,
        both: (Arc<AtomicU64>, Arc<AtomicU64>),
    ) -> Self {
        let (attempts, arrived) = both;
        Self {
            platform,
            clock,
            faults,
            attempts,
            arrived,
            stands: Mutex::default(),
            doubled: AtomicU64::new(0),
            deaf: AtomicBool::new(false),
        }
    }

    /// How many parts stand twice.
    pub(super) fn doubled(&self) -> u64 {
        self.doubled.load(Ordering::Relaxed)
    }

    /// Whether nobody reads any more what is printed.
    pub(super) fn is_deaf(&self) -> bool {
        self.deaf.load(Ordering::Relaxed)
    }

    fn stands(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.stands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The message stands now; one with a key stands once where keys count.
    fn accept(&self, parcel: &Parcel) -> i64 {
        let number = i64::try_from(self.arrived.fetch_add(1, Ordering::Relaxed)).unwrap_or(i64::MAX) + 1;
        if let Some(nonce) = &parcel.nonce {
            let mut stands = self.stands();
            if let Some(before) = stands.get(nonce) {
                if self.repeats() == Repeats::Keyed {
                    return *before;
                }
                self.doubled.fetch_add(1, Ordering::Relaxed);
            }
            stands.insert(nonce.clone(), number);
        }
        self.print(parcel);
        number
    }

    fn print(&self, parcel: &Parcel) {
        let (to, what) = (address(parcel.to), words(&parcel.content));
        let hour = self.clock.now().hour.format("%Y-%m-%d %H:%M:%S");
        let line = writeln!(io::stdout().lock(), "{hour} UTC  {:8} {to}  {what}", self.platform.name());
        if line.is_err() {
            self.deaf.store(true, Ordering::Relaxed);
        }
    }
}

impl Transport for Stage {
    fn platform(&self) -> Platform {
        self.platform
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let weather = self.faults.weather(self.attempts.fetch_add(1, Ordering::Relaxed));
        match weather {
            Weather::Fair => Ok(Sent { message: self.accept(&parcel), file: None, form: parcel.form }),
            Weather::Limited => Err(SendError::Limited { after: WAIT, whole_platform: false }),
            Weather::Failed if self.repeats() == Repeats::Keyed => Err(SendError::Unknown),
            Weather::Failed => Err(SendError::NotAccepted("500".to_owned())),
            Weather::Timeout(accepted) => {
                if accepted {
                    self.accept(&parcel);
                }
                Err(SendError::Unknown)
            }
        }
    }

    async fn find(&self, parcel: &Parcel) -> Result<Option<i64>, SendError> {
        Ok(parcel.nonce.as_ref().and_then(|nonce| self.stands().get(nonce).copied()))
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn schedule(&self, community: Community, _: Event) -> Result<i64, SendError> {
        Ok(community.native)
    }

    async fn unschedule(&self, _: Community, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn hail(&self) -> Result<(), SendError> {
        Ok(())
    }

    async fn look(&self, _: Community, _: Place, _: Needs) -> Result<Rights, SendError> {
        Ok(Rights::default())
    }

    fn link(&self, _: Community, _: Place, _: i64) -> Option<String> {
        None
    }
}

fn address(to: Address) -> String {
    match to {
        Address::Place(community, Place { channel, topic: 0 }) => format!("{}/{channel}", community.native),
        Address::Place(community, Place { channel, topic }) => {
            format!("{}/{channel}/{topic}", community.native)
        }
        Address::Person(_, person) => format!("to {person} in private"),
    }
}

/// What it is, in one line: the title of a post, the first words of others.
fn words(content: &Content) -> String {
    match content {
        Content::Post { composed, part, .. } => composed.parts.get(*part).map_or_else(String::new, title),
        Content::Words(message) => title(message),
    }
}

fn title(message: &Message) -> String {
    let first = message.blocks.first().map(|block| match block {
        Block::Heading(text) | Block::Notice(text) | Block::Item(text) => text.clone(),
        Block::Words(line) => line.plain(),
        _ => String::new(),
    });
    first.unwrap_or_default()
}
