//! A small Discord for tests: servers, channels, rights, messages, commands and
//! interactions, served over real sockets (REST and gateway). It is as strict
//! as the platform: what it does not know is a violation, limits and rights
//! hold, an interaction is answered once and within three seconds, and whatever
//! was sent must be read before the test ends.

mod fields;
mod gateway;
mod json;
mod rest;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

pub use json::{channel as told, guild_create as created};
pub use world::{Channel, Fault, Guild, Heard, Person, World, shown};

/// The bot's token here.
pub const TOKEN: &str = "token-of-the-test";
/// The bot's own id, and its application's.
pub const OWN: u64 = 900;
pub const APPLICATION: u64 = 901;

/// How long a test waits for what must come.
const SOON: Duration = Duration::from_secs(8);

/// The rights that everything needs.
pub const ALL_RIGHTS: u64 = VIEW | SEND | EMBED | ATTACH | HISTORY | SEND_IN_THREADS | CREATE_EVENTS;
pub const VIEW: u64 = 1 << 10;
pub const SEND: u64 = 1 << 11;
pub const EMBED: u64 = 1 << 14;
pub const ATTACH: u64 = 1 << 15;
pub const HISTORY: u64 = 1 << 16;
pub const MANAGE_GUILD: u64 = 1 << 5;
pub const SEND_IN_THREADS: u64 = 1 << 38;
pub const CREATE_EVENTS: u64 = 1 << 44;

/// A running fake; when it is dropped nothing may be left unread.
pub struct FakeDiscord {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
    url: String,
}

pub struct Shared {
    world: Mutex<World>,
    /// Something happened in it.
    news: Notify,
    gateway: String,
}

impl Shared {
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FakeDiscord {
    pub async fn start() -> Self {
        let rest = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let sockets = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", rest.local_addr().expect("an address"));
        let gateway = format!("ws://{}", sockets.local_addr().expect("an address"));
        let shared = Arc::new(Shared { world: Mutex::default(), news: Notify::new(), gateway });
        let serve = axum::serve(rest, rest::router(Arc::clone(&shared)));
        let tasks = vec![
            tokio::spawn(async move { serve.await.expect("the fake serves") }),
            tokio::spawn(gateway::listen(sockets, Arc::clone(&shared))),
        ];
        Self { shared, tasks, url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    /// A server with a text channel, of which the bot is a member.
    pub fn server(&self, id: u64) -> Guild {
        let guild = Guild::new(id);
        self.world().guilds.insert(id, guild.clone());
        guild
    }

    pub fn channel(&self, channel: Channel) -> u64 {
        let id = channel.id;
        self.world().channels.insert(id, channel);
        id
    }

    /// Waits until something is so.
    pub async fn until<T>(&self, what: &str, found: impl FnMut(&mut World) -> Option<T>) -> T {
        self.within(SOON, what, found).await
    }

    /// The same, where the bot takes its time before it does it.
    pub async fn slowly<T>(&self, what: &str, found: impl FnMut(&mut World) -> Option<T>) -> T {
        self.within(SOON * 3, what, found).await
    }

    async fn within<T>(
        &self,
        time: Duration,
        what: &str,
        mut found: impl FnMut(&mut World) -> Option<T>,
    ) -> T {
        let seen = async {
            loop {
                let news = self.shared.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                if let Some(found) = found(&mut self.world()) {
                    return found;
                }
                news.await;
            }
        };
        let found = timeout(time, seen).await;
        found.unwrap_or_else(|_| panic!("waited in vain for {what}; so far: {:#?}", self.world().log))
    }

    /// The next message in a channel that nobody has read yet.
    pub async fn message(&self, channel: u64) -> Value {
        self.until(&format!("a message in {channel}"), |world| world.read(channel)).await
    }

    /// Tells something over the gateway, to every shard.
    pub fn tell(&self, event: &str, data: Value) {
        self.world().tell(event, data);
        self.shared.news.notify_waiters();
    }

    /// Cuts every gateway connection, as a broken line does.
    pub fn cut(&self) {
        self.world().cuts += 1;
        self.shared.news.notify_waiters();
    }

    /// The token is made anew in the portal: this one is refused from now on, and
    /// connections that stand are closed with this code, if with any.
    pub fn revoke(&self, closes: Option<u16>) {
        {
            let mut world = self.world();
            (world.revoked, world.refuses, world.closes) = (true, Some(4004), closes);
        }
        self.shared.news.notify_waiters();
    }

    /// Somebody gives a command, as the client lets them: `/january20 ask
    /// question:… language:az`. The answer is read.
    pub async fn command(&self, person: &Person, line: &str) -> Heard {
        let data = self.world().typed(person, line);
        self.interact(person, 2, data, None).await
    }

    /// What is offered while somebody types the last option of a line.
    pub async fn typing(&self, person: &Person, line: &str) -> Vec<String> {
        let mut data = self.world().typed(person, line);
        let options = data["options"][0]["options"].as_array_mut().expect("options");
        options.last_mut().expect("an option")["focused"] = json!(true);
        let heard = self.interact(person, 4, data, None).await;
        let choices = heard.body["choices"].as_array().expect("choices").clone();
        choices.iter().map(|choice| choice["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Somebody presses a button under a message, by its label.
    pub async fn press(&self, person: &Person, message: &Value, label: &str) -> Heard {
        let rows = message["components"].as_array().expect("rows").iter();
        let buttons: Vec<&Value> =
            rows.flat_map(|row| row["components"].as_array().expect("buttons")).collect();
        let button =
            buttons.iter().find(|button| button["label"].as_str().is_some_and(|own| own.contains(label)));
        let button = button.unwrap_or_else(|| panic!("no button {label:?} among {buttons:#?}"));
        let data = json!({"component_type": 2, "custom_id": button["custom_id"]});
        self.interact(person, 3, data, Some(message.clone())).await
    }

    async fn interact(&self, person: &Person, kind: u8, data: Value, message: Option<Value>) -> Heard {
        let started = Instant::now();
        let token = {
            let mut world = self.world();
            let (token, event) = world.interaction(person, kind, data, message);
            world.tell("INTERACTION_CREATE", event);
            token
        };
        self.shared.news.notify_waiters();
        // Whether it was acknowledged in time the world itself watches; an answer
        // that was put off has fifteen minutes.
        let heard = self.slowly("the answer to an interaction", |world| world.answered(&token)).await;
        Heard { took: started.elapsed(), ..heard }
    }

    /// What every test ends with, said aloud where it is not so.
    fn rest_in_order(&self) {
        let world = self.world();
        assert!(world.violations.is_empty(), "violations: {:#?}", world.violations);
        let unread: Vec<&Value> =
            world.messages.iter().filter(|message| !message.read).map(|m| &m.json).collect();
        assert!(unread.is_empty(), "left unread: {unread:#?}");
        let open: Vec<_> = world.interactions.values().filter(|one| one.answer.is_none()).collect();
        assert!(open.is_empty(), "never answered: {open:#?}");
    }
}

impl Drop for FakeDiscord {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        if !std::thread::panicking() {
            self.rest_in_order();
        }
    }
}
