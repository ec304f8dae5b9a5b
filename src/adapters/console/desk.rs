//! The whole bot behind the terminal. Whoever merely asks needs no database:
//! where there is none it is made with the first setting.

use std::num::NonZeroU32;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::terminal::Terminal;
use crate::app::{App, Input, Reply, Request, Scene, SceneKind};
use crate::clock::Clock;
use crate::commands::UsageError;
use crate::community::{Actor, Community, Place, Platform};
use crate::delivery::lease::Guard;
use crate::delivery::pace::Pace;
use crate::delivery::{self, Courier};
use crate::language::Language;
use crate::remembrance::compose::Composer;
use crate::store::{Store, StoreError};

/// Posts that the terminal shows in a second.
const CEILING: NonZeroU32 = NonZeroU32::new(20).expect("twenty is not zero");

/// What the console needs of the world.
#[derive(Debug)]
pub struct Means {
    /// Writes the posts.
    pub composer: Composer,
    /// Where the database is, or will be.
    pub database_url: String,
    /// The hour.
    pub clock: Clock,
    /// Whom to write to about mistakes and privacy.
    pub contact: Option<String>,
    /// The language of the terminal, where it is one of ours.
    pub language: Option<Language>,
}

/// The bot, and the thread of conversation.
pub(super) struct Desk {
    means: Means,
    runtime: Runtime,
    terminal: Arc<Terminal>,
    app: App,
    wake: Arc<Notify>,
    /// Kept nowhere: answers until something is set for the first time.
    unsaved: Option<Store>,
    stop: CancellationToken,
}

impl Desk {
    /// # Errors
    /// Why the database that is there cannot be used.
    pub(super) fn new(means: Means, runtime: Runtime, terminal: Terminal) -> Result<Self, StoreError> {
        let terminal = Arc::new(terminal);
        let opened = Store::stands(&means.database_url)?;
        let now = means.clock.now().hour;
        let store = runtime.block_on(async {
            if opened { Store::open(&means.database_url, now).await } else { Store::unsaved(now).await }
        })?;
        let wake = Arc::new(Notify::new());
        let app = App::new(means.composer.clone(), store.clone(), means.clock.clone(), Arc::clone(&wake))
            .with_contact(means.contact.clone());
        let unsaved = (!opened).then(|| store.clone());
        let desk = Self { means, runtime, terminal, app, wake, unsaved, stop: CancellationToken::new() };
        if opened {
            desk.deliver(store);
        }
        Ok(desk)
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }

    pub(super) fn language(&self) -> Option<Language> {
        self.means.language
    }

    /// Answers a line or a choice.
    ///
    /// # Errors
    /// Why a database cannot be made for the first setting.
    pub(super) fn respond(&mut self, input: Result<Input, UsageError>) -> Result<Option<Reply>, StoreError> {
        let request = Request {
            scene: Scene {
                community: Some(Community::CONSOLE),
                place: Place::CONSOLE,
                kind: SceneKind::Console,
            },
            actor: Actor::Person(0),
            app_language: self.means.language,
            input,
            update: None,
        };
        let reply = self.answer(&request);
        if let Some(unsaved) = self.unsaved.take() {
            let is_set = self.runtime.block_on(unsaved.community(Community::CONSOLE))?.is_some();
            if !is_set {
                self.unsaved = Some(unsaved);
                return Ok(reply);
            }
            // Something was set: there is a database from now on, and it is set there.
            self.open()?;
            return Ok(self.answer(&request));
        }
        Ok(reply)
    }

    fn answer(&self, request: &Request) -> Option<Reply> {
        self.runtime.block_on(self.app.respond(request, self.terminal.as_ref()))
    }

    /// Makes the database; where that fails, nothing is set.
    fn open(&mut self) -> Result<(), StoreError> {
        let now = self.means.clock.now().hour;
        match self.runtime.block_on(Store::open(&self.means.database_url, now)) {
            Ok(store) => {
                self.app.keep_in(store.clone());
                self.deliver(store);
                Ok(())
            }
            Err(error) => {
                let empty = self.runtime.block_on(Store::unsaved(now))?;
                self.app.keep_in(empty.clone());
                self.unsaved = Some(empty);
                Err(error)
            }
        }
    }

    /// Shows the posts that fall due while the terminal is open.
    fn deliver(&self, store: Store) {
        let courier = Courier::new(delivery::Means {
            transport: Arc::clone(&self.terminal),
            store,
            composer: self.means.composer.clone(),
            cards: None,
            pace: Pace::new(Platform::Console, CEILING),
            guard: Guard::Unshared,
            clock: self.means.clock.clone(),
        });
        let (wake, stop) = (Arc::clone(&self.wake), self.stop.clone());
        self.runtime.spawn(delivery::run(courier, wake, stop));
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
