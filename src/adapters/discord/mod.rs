//! Discord: the gateway on serenity, everything that goes out on our own small
//! sender. `gateway` keeps the connection, `watcher` hears what it tells,
//! `inbound` turns what people do into requests and shows the replies, `port`
//! sends posts, `menu` registers the commands. What to say is decided elsewhere.

mod buckets;
pub mod examine;
mod fate;
mod gateway;
mod given;
mod inbound;
pub mod menu;
mod port;
mod refusals;
mod rights;
mod sender;
mod venue;
mod watcher;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use serenity::model::id::UserId;

use port::Allowed;
use sender::Sender;

pub use gateway::Ended;

/// Discord, as posts and answers go there. Clones share all of it.
#[derive(Debug, Clone)]
pub struct Discord(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    sender: Sender,
    known: Mutex<Known>,
}

/// What was learned of Discord since the start.
#[derive(Debug, Default)]
struct Known {
    own: Option<UserId>,
    /// The bot's rights in channels that were looked at, with their servers.
    allowed: HashMap<u64, (u64, Allowed)>,
    /// Private conversations by the person's id.
    conversations: HashMap<u64, u64>,
}

impl Discord {
    /// Discord at `url` (`https://discord.com`, a proxy or a test server); no
    /// request is made yet.
    ///
    /// # Errors
    /// If the TLS library cannot be set up.
    pub fn connect(url: &str, token: SecretString) -> Result<Self, reqwest::Error> {
        let sender = Sender::new(url, token)?;
        Ok(Self(Arc::new(Shared { sender, known: Mutex::default() })))
    }

    fn sender(&self) -> &Sender {
        &self.0.sender
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_own(&self) -> Option<UserId> {
        self.known().own
    }

    fn remember_own(&self, own: UserId) {
        self.known().own = Some(own);
    }

    fn allowed(&self, channel: u64) -> Option<Allowed> {
        self.known().allowed.get(&channel).map(|(_, allowed)| *allowed)
    }

    fn remember(&self, server: u64, channel: u64, allowed: Allowed) {
        self.known().allowed.insert(channel, (server, allowed));
    }

    fn forget_rights(&self, server: u64) {
        self.known().allowed.retain(|_, (of, _)| *of != server);
    }

    fn conversation(&self, person: u64) -> Option<u64> {
        self.known().conversations.get(&person).copied()
    }

    fn remember_conversation(&self, person: u64, channel: u64) {
        self.known().conversations.insert(person, channel);
    }
}
