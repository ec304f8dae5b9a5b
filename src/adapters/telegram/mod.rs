//! Telegram: what happens there becomes a [`Request`](crate::app::Request), and
//! a reply what Telegram shows. `intake` asks for updates, `desk` has them
//! handled in order, `clerk` keeps those that wait, `inbound` reads them,
//! `speak` answers, `sender` is the way out for posts, `port` is what the rooms
//! inside know of it. A rule about what to say is in the wrong place here.

mod clerk;
mod desk;
pub mod examine;
mod excuse;
mod happened;
mod inbound;
mod intake;
mod invitations;
mod keyboard;
mod letter;
mod menu;
mod moves;
mod offer;
mod port;
mod sender;
mod speak;
mod turns;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use teloxide::Bot;
use teloxide::types::{CallbackQueryId, Message, Update, UpdateKind};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use self::clerk::Clerk;
use self::inbound::{Event, Incoming, Origin, Pressed, Reader};
use self::intake::{Intake, LONG_POLL};
use self::invitations::Invitations;
use self::moves::Moves;
use self::sender::Sender;
use self::speak::Unsaid;
use self::turns::Turns;
use super::link::Link;
use crate::app::{App, Input, Life, SceneKind};
use crate::clock::Clock;
use crate::commands::{Chat, UsageError};
use crate::community::{Community, Place, Platform};
use crate::delivery::pace::Pace;
use crate::metrics;
use crate::ports::SendError;

pub use self::intake::TokenRefused;

/// How long a look-up for a request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer's request may take.
const ANSWER: Duration = Duration::from_secs(17);
/// How long an answer may wait for its group's turn.
const LONGEST_TURN: Duration = Duration::from_mins(1);
/// The pauses before the platform is tried again at the start.
const AGAIN: Duration = Duration::from_secs(1);
const AGAIN_MOST: Duration = Duration::from_secs(30);
/// A token is refused for good when it is refused again after this long.
const REFUSED_AGAIN: Duration = Duration::from_secs(10);

/// What a connection is made with.
#[derive(Debug)]
pub struct Options {
    /// The bot's token.
    pub token: SecretString,
    /// Where the Bot API is.
    pub api: Url,
    /// The clock.
    pub clock: Clock,
    /// Told how the connection stands.
    pub link: Link,
    /// Told of every answer to a person: posts yield to them.
    pub pace: Pace,
}

/// No connection was made.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The token was refused twice.
    #[error(transparent)]
    Token(#[from] TokenRefused),
    /// No HTTP client can be made on this machine.
    #[error("no HTTPS client can be made: {0}")]
    Client(#[from] reqwest::Error),
    /// The program was told to stop before there was a connection.
    #[error("stopped before Telegram answered")]
    Stopped,
}

/// The bot on Telegram. Clones are the same bot.
#[derive(Debug, Clone)]
pub struct Telegram(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: i64,
    username: String,
    people: Bot,
    polls: Bot,
    sender: Sender,
    clock: Clock,
    link: Link,
    pace: Pace,
    turns: Turns,
    /// The newest time that Telegram has named, in seconds of its own clock.
    newest: AtomicI64,
    invitations: Invitations,
    moves: Moves,
}

impl Telegram {
    /// Connects: asks Telegram who the bot is, again and again until it
    /// answers.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(options: Options, stop: &CancellationToken) -> Result<Self, ConnectError> {
        let Options { token, api, clock, link, pace } = options;
        let client =
            |patience| reqwest::Client::builder().timeout(patience).connect_timeout(PATIENCE).build();
        let bot = |client| Bot::with_client(token.expose_secret(), client).set_api_url(api.clone());
        let people = bot(client(ANSWER)?);
        let polls = bot(client(LONG_POLL + PATIENCE)?);
        let sender = Sender::new(api.clone(), token.clone())?;
        let (id, username) = introduce(&sender, &clock, &link, stop).await?;
        Ok(Self(Arc::new(Inner {
            id,
            username,
            people,
            polls,
            sender,
            clock,
            link,
            pace,
            turns: Turns::default(),
            newest: AtomicI64::new(0),
            invitations: Invitations::default(),
            moves: Moves::default(),
        })))
    }

    /// Answers people until told to stop, or until the token is refused.
    ///
    /// # Errors
    /// [`TokenRefused`].
    pub async fn serve(&self, app: Arc<App>, stop: CancellationToken) -> Result<(), TokenRefused> {
        let menus = tokio::spawn(self.clone().keep_menus(Arc::clone(&app), stop.clone()));
        let intake = Intake::new(self.0.polls.clone(), self.0.link.clone(), self.0.clock.clone());
        let served = intake.run(Clerk { telegram: self.clone(), app }, &stop).await;
        menus.abort();
        served
    }

    /// The bot's name, without `@`.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.0.username
    }

    fn id(&self) -> i64 {
        self.0.id
    }

    fn sender(&self) -> &Sender {
        &self.0.sender
    }

    fn invitations(&self) -> &Invitations {
        &self.0.invitations
    }

    fn moves(&self) -> &Moves {
        &self.0.moves
    }

    /// For answers to people.
    fn people(&self) -> &Bot {
        &self.0.people
    }

    /// Takes from a batch what concerns more than its own update.
    fn notice(&self, batch: &[Update]) {
        if let Some(newest) = batch.iter().filter_map(happened::date).max() {
            self.0.newest.fetch_max(newest, Ordering::Relaxed);
        }
        for (_, to) in batch.iter().filter_map(happened::migration) {
            self.moves().told(to);
        }
    }

    async fn handle(&self, app: &App, update: &Update, arrived: Duration) {
        if matches!(update.kind, UpdateKind::Error(_)) {
            metrics::unreadable(Platform::Telegram.name());
        }
        match self.read(app, update) {
            Event::Request(incoming) => self.attend(app, *incoming, arrived).await,
            Event::Inline(query) => self.offer(app, &query).await,
            Event::Stray(query) => self.hush(query).await,
            Event::Nothing => {}
        }
    }

    fn read(&self, app: &App, update: &Update) -> Event {
        let invited = |to: &Message, person| self.invited(app, to, person);
        let newest = self.0.newest.load(Ordering::Relaxed);
        Reader { username: &self.0.username, newest, invited: &invited }.read(update)
    }

    /// Asks the bot and says what it answers.
    async fn attend(&self, app: &App, incoming: Incoming, arrived: Duration) {
        if matches!(incoming.request.input, Ok(Input::Life(Life::Joined)))
            && self.was_moved(app, &incoming).await
        {
            return;
        }
        let Incoming { mut request, mut origin, unreadable } = incoming;
        if unreadable {
            metrics::unreadable(Platform::Telegram.name());
        }
        origin.arrived = arrived;
        request.input =
            self.aimed(request.input, &mut request.scene.community, &mut request.scene.place, &origin).await;
        let origin =
            if matches!(request.input, Ok(Input::Life(_))) { origin.for_whom_it_concerns() } else { origin };
        let reply = app.respond(&request, self).await;
        let said = match &reply {
            Some(reply) => self.say(&origin, reply).await,
            None => match &origin.press {
                Some(press) => self.quiet(press).await.map(|()| None),
                None => return self.follow(app, &request).await,
            },
        };
        match said {
            Ok(message) => {
                let took = self.0.clock.now().steady.saturating_sub(arrived);
                metrics::interaction(Platform::Telegram.name(), took);
                let before = reply.and_then(|reply| reply.invites);
                if let (Some(before), Some(message)) = (before, message) {
                    self.invite(&origin, message, before);
                }
            }
            // Neither the chat's id nor anything that was said.
            Err(error) => tracing::warn!(%error, "an answer did not go out"),
        }
        self.follow(app, &request).await;
    }

    /// Answers a press that nothing can be made of.
    async fn hush(&self, query: CallbackQueryId) {
        if let Err(error) = self.quiet(&Pressed { id: query, message: None }).await {
            tracing::debug!(%error, "a press was not answered");
        }
    }

    /// A command about another chat is about that chat.
    async fn aimed(
        &self,
        input: Result<Input, UsageError>,
        community: &mut Option<Community>,
        place: &mut Place,
        origin: &Origin,
    ) -> Result<Input, UsageError> {
        let Ok(Input::Command(mut command)) = input else { return input };
        let Some(chat) = command.chat.take() else { return Ok(Input::Command(command)) };
        if origin.kind != SceneKind::Private {
            return Err(UsageError::NotHere { name: "chat", nearest: None });
        }
        let id = match &chat {
            Chat::Id(id) => *id,
            Chat::Name(name) => {
                let given = format!("@{}", name.trim_start_matches('@'));
                let asked = json!({"chat_id": given});
                let found = self.sender().call("getChat", &asked, PATIENCE).await;
                found.ok().and_then(|chat| chat["id"].as_i64()).ok_or(UsageError::BadChat { given })?
            }
        };
        *community = Some(Community { platform: Platform::Telegram, native: id });
        *place = Place { channel: id, topic: 0 };
        Ok(Input::Command(command))
    }

    /// Waits for a group's turn.
    ///
    /// # Errors
    /// It would come too late for anybody to wait for.
    async fn turn(&self, origin: &Origin) -> Result<(), Unsaid> {
        if origin.kind == SceneKind::Private {
            return Ok(());
        }
        let now = self.0.clock.now().steady;
        let at = self.0.turns.take(origin.chat.0, now, origin.arrived + LONGEST_TURN).ok_or(Unsaid::Late)?;
        tokio::time::sleep(at.saturating_sub(now)).await;
        Ok(())
    }

    /// Notes that something leaves for a person.
    fn depart(&self) {
        self.0.pace.answer(self.0.clock.now().steady);
    }
}

/// Asks who the bot is until Telegram says it.
async fn introduce(
    sender: &Sender,
    clock: &Clock,
    link: &Link,
    stop: &CancellationToken,
) -> Result<(i64, String), ConnectError> {
    let mut refused = None;
    let mut pause = AGAIN;
    loop {
        let asked = stop.run_until_cancelled(sender.call("getMe", &json!({}), PATIENCE)).await;
        let steady = clock.now().steady;
        match asked.ok_or(ConnectError::Stopped)? {
            Ok(me) => {
                let username = me["username"].as_str().unwrap_or_default().to_owned();
                return Ok((me["id"].as_i64().unwrap_or_default(), username));
            }
            Err(SendError::Unauthorized) => {
                if steady.saturating_sub(*refused.get_or_insert(steady)) >= REFUSED_AGAIN {
                    link.over();
                    return Err(TokenRefused.into());
                }
                tracing::warn!("Telegram refused the token; asking once more in ten seconds");
                pause = REFUSED_AGAIN;
            }
            Err(error) => {
                if link.is_news() {
                    tracing::warn!(%error, "Telegram does not answer; trying until it does");
                }
                pause = (pause * 2).min(AGAIN_MOST);
            }
        }
        stop.run_until_cancelled(tokio::time::sleep(pause)).await.ok_or(ConnectError::Stopped)?;
    }
}
