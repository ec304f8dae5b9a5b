//! The use cases behind one front door: [`App::respond`] takes what a person
//! sent and gives what to say. It knows no platform and no markup; adapters
//! turn events into a [`Request`] and render the [`Reply`]. What needs no
//! community and no database is [`Answers`]'.

mod answers;
mod ask;
mod browse;
mod calendar;
mod chats;
mod cite;
mod errand;
mod figures;
mod inline;
mod life;
mod limits;
mod menu;
mod oversee;
mod place;
mod presence;
mod press;
mod privacy;
mod rehearse;
mod request;
mod settings;
mod setup;
mod status;
mod suggest;
mod usage;
mod waiting;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::clock::{Clock, Now};
use crate::community::Community;
use crate::language::Language;
use crate::pictures::{Cards, Charts};
use crate::ports::Venue;
use crate::remembrance::compose::Composer;
use crate::store::{Store, StoreError};

use errand::Errand;
use life::Greetings;

pub use answers::{Answers, Asked};
pub use ask::Answer;
pub use cite::Cited;
pub use inline::{InlineResult, Offered};
pub use limits::Limits;
pub use press::{Lever, Press, Pull, View};
pub use request::{Aside, Input, Life, Reply, Request, Scene, SceneKind, Shown};
pub use suggest::Suggestion;

/// The bot: what happened comes in, what to say goes out.
#[derive(Debug)]
pub struct App {
    answers: Arc<Answers>,
    store: Store,
    composer: Composer,
    clock: Clock,
    /// Tells the couriers that their next hour may have changed.
    wake: Arc<Notify>,
    limits: limits::Allowances,
    greetings: Greetings,
    cards: Option<Cards>,
    charts: Option<Charts>,
    contact: Option<String>,
}

impl App {
    /// The bot over a database; `wake` is what its couriers wait for.
    #[must_use]
    pub fn new(composer: Composer, store: Store, clock: Clock, wake: Arc<Notify>) -> Self {
        let answers = Answers::new(Arc::clone(&composer.knowledge), Arc::clone(&composer.texts));
        Self::over(Arc::new(answers), composer, store, (clock, wake))
    }

    /// The same, over a base that was made searchable before.
    #[must_use]
    pub fn over(
        answers: Arc<Answers>,
        composer: Composer,
        store: Store,
        (clock, wake): (Clock, Arc<Notify>),
    ) -> Self {
        let (limits, greetings) = (limits::Allowances::new(Limits::default()), Greetings::default());
        let (cards, charts, contact) = (None, None, None);
        Self { answers, store, composer, clock, wake, limits, greetings, cards, charts, contact }
    }

    /// The same, with other limits on questions.
    #[must_use]
    pub fn limited(self, limits: Limits) -> Self {
        Self { limits: limits::Allowances::new(limits), ..self }
    }

    /// The same, with pictures.
    #[must_use]
    pub fn with_cards(self, cards: Cards) -> Self {
        let charts = Charts::new(Arc::clone(&self.composer.knowledge), Arc::clone(&self.composer.texts));
        Self { cards: Some(cards), charts: Some(charts), ..self }
    }

    /// The same, with an address for mistakes and privacy.
    #[must_use]
    pub fn with_contact(self, contact: Option<String>) -> Self {
        Self { contact, ..self }
    }

    /// What it knows.
    #[must_use]
    pub fn answers(&self) -> &Arc<Answers> {
        &self.answers
    }

    /// The language that moderators chose there, else that of the person's app.
    pub async fn language_in(&self, community: Option<Community>, app: Option<Language>) -> Option<Language> {
        let chosen = match community {
            Some(community) => self.store.chosen_language(community).await,
            None => Ok(None),
        };
        // Whoever only asks is answered even where the database is not.
        let chosen = chosen.unwrap_or_else(|error| {
            tracing::error!(%error, "the language of a community could not be read: {error}");
            None
        });
        chosen.or(app)
    }

    /// From now on settings are kept in another database (the console's first
    /// setting makes one).
    pub fn keep_in(&mut self, store: Store) {
        self.store = store;
    }

    /// Answers whatever happened. It cannot fail: what is wrong with the
    /// request is said in the reply, in the reader's language; what goes wrong
    /// inside is logged once, and an apology is the reply. `None`: nothing is
    /// to be said.
    pub async fn respond<V: Venue>(&self, request: &Request, venue: &V) -> Option<Reply> {
        let now = self.clock.now();
        match self.answer(request, venue, now).await {
            Ok(reply) => reply,
            Err(error) => {
                let platform = venue.platform();
                tracing::error!(%platform, %error, "a request on {platform} could not be answered: {error}");
                let language = request.app_language.unwrap_or(Language::REFERENCE);
                let is_life = matches!(request.input, Ok(Input::Life(_)));
                (!is_life).then(|| Reply::word(language, self.answers.texts.text(language, "apology")))
            }
        }
    }

    /// The word to whoever asked, where answering broke off by a fault of the
    /// program: whether anything was changed nobody knows then.
    pub async fn excuse(&self, request: &Request) -> Reply {
        let asked = match &request.input {
            Ok(Input::Command(command)) => command.language,
            Ok(Input::Press(data)) => press::language(data),
            _ => None,
        };
        let own = self.language_in(request.scene.community, request.app_language).await;
        let language = asked.or(own).unwrap_or(Language::REFERENCE);
        Reply::word(language, self.answers.texts.text(language, "broke-off"))
    }

    async fn answer<V: Venue>(
        &self,
        request: &Request,
        venue: &V,
        now: Now,
    ) -> Result<Option<Reply>, StoreError> {
        let errand = Errand::new(self, request, venue, now).await;
        match &request.input {
            Ok(Input::Life(life)) => errand.befell(life).await,
            Ok(Input::Command(command)) => errand.command(command).await,
            Ok(Input::Press(data)) => errand.pressed(data).await.map(Some),
            Err(error) => Ok(Some(errand.mistyped(error))),
        }
    }
}
