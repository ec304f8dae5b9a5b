//! A small platform in memory, strict as a real one: channels and people are
//! those it was told of, whatever is posted must be read, and nobody is a
//! moderator unless it says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use january20::app::{Answers, App, Input, Life, Reply, Request, Scene, SceneKind};
use january20::clock::{Clock, Hand};
use january20::commands::{Surface, UsageError, parse};
use january20::community::{Actor, Community, Place, Platform, Role};
use january20::language::Language;
use january20::message::Act;
use january20::ports::{
    Address, Content, Event, Gone, Needs, Parcel, Repeats, Right, Rights, RoleUnknown, SendError, Sent,
    Transport, Venue,
};
use january20::remembrance::compose::{Composed, Composer};
use january20::render::terminal::{Page, render};
use january20::store::Store;
use january20::zones::Rules;
use tempfile::TempDir;
use tokio::sync::Notify;

/// Read once: it takes its time.
static COMPOSER: LazyLock<Composer> = LazyLock::new(|| Composer::built_in(Rules::built_in()));
static ANSWERS: LazyLock<Arc<Answers>> =
    LazyLock::new(|| Arc::new(Answers::new(Arc::clone(&COMPOSER.knowledge), Arc::clone(&COMPOSER.texts))));

/// Who decides.
pub const AIDA: i64 = 101;
/// Who does not.
pub const MURAD: i64 = 102;
/// The community.
pub const NATIVE: i64 = -1_001;

pub fn composer() -> Composer {
    COMPOSER.clone()
}

pub fn place(channel: i64) -> Place {
    Place { channel, topic: 0 }
}

/// What the platform knows and has seen.
#[derive(Debug, Default)]
pub struct Ground {
    pub moderators: BTreeSet<i64>,
    pub silent_about_roles: bool,
    pub places: BTreeMap<Place, Result<Rights, SendError>>,
    pub posted: Vec<(Place, Arc<Composed>)>,
    pub app_language: Option<Language>,
}

/// The platform.
#[derive(Debug, Clone)]
pub struct Ways {
    pub platform: Platform,
    pub ground: Arc<Mutex<Ground>>,
}

impl Ways {
    pub fn ground(&self) -> MutexGuard<'_, Ground> {
        self.ground.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Ways {
    fn platform(&self) -> Platform {
        self.platform
    }

    fn repeats(&self) -> Repeats {
        Repeats::Blind
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let Address::Place(_, place) = parcel.to else { panic!("a rehearsal goes to a place: {parcel:?}") };
        let Content::Post { composed, mention, .. } = parcel.content else { panic!("no post") };
        assert_eq!(mention, None, "a rehearsal mentions nobody");
        let mut ground = self.ground();
        match ground.places.get(&place) {
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.clone()),
            None => return Err(SendError::Gone(Gone::Deleted)),
        }
        ground.posted.push((place, composed));
        let message = i64::try_from(ground.posted.len()).expect("few posts");
        Ok(Sent { message, file: None, form: parcel.form })
    }

    async fn find(&self, _: &Parcel) -> Result<Option<i64>, SendError> {
        panic!("nothing is looked for here")
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        panic!("a rehearsal is never published")
    }

    async fn schedule(&self, _: Community, _: Event) -> Result<i64, SendError> {
        panic!("a command schedules nothing")
    }

    async fn unschedule(&self, _: Community, _: i64) -> Result<(), SendError> {
        panic!("a command removes no event")
    }

    async fn hail(&self) -> Result<(), SendError> {
        Ok(())
    }

    async fn look(&self, _: Community, place: Place, _: Needs) -> Result<Rights, SendError> {
        self.ground().places.get(&place).cloned().unwrap_or(Err(SendError::PerhapsGone))
    }

    fn link(&self, _: Community, place: Place, message: i64) -> Option<String> {
        Some(format!("https://village.example/{}/{message}", place.channel))
    }
}

impl Venue for Ways {
    async fn role(&self, _: Community, actor: Actor) -> Result<Role, RoleUnknown> {
        let ground = self.ground();
        if ground.silent_about_roles {
            return Err(RoleUnknown);
        }
        Ok(match actor {
            Actor::Person(person) if ground.moderators.contains(&person) => Role::Moderator,
            Actor::Anonymous => Role::Unnamed,
            _ => Role::Member,
        })
    }

    async fn title(&self, _: Community) -> Option<String> {
        Some("Elanlar".to_owned())
    }

    fn private_link(&self, payload: &str) -> Option<String> {
        assert!(payload.len() <= 64, "{payload}");
        Some(format!("https://village.example/bot?start={payload}"))
    }

    fn community_language(&self) -> Option<Language> {
        self.ground().app_language
    }
}

/// The bot in a community of this platform.
pub struct Village {
    pub ways: Ways,
    pub app: App,
    pub hand: Hand,
    pub clock: Clock,
    pub store: Store,
    pub folder: TempDir,
    pub kind: SceneKind,
    pub here: Place,
    choices: Mutex<Vec<Act>>,
}

pub fn hour(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

impl Village {
    pub async fn on(platform: Platform, now: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("village.db").display());
        let store = Store::open(&url, hour(now)).await.expect("the database opens");
        let (clock, hand) = Clock::told(hour(now));
        let wake = Arc::new(Notify::new());
        let answers = Arc::clone(&ANSWERS);
        let app = App::over(answers, COMPOSER.clone(), store.clone(), (clock.clone(), wake));
        let here = if platform == Platform::Telegram { place(NATIVE) } else { place(1) };
        let places = [here, place(2)].map(|place| (place, Ok(Rights::default())));
        let ground = Ground { moderators: [AIDA].into(), places: places.into(), ..Ground::default() };
        let ways = Ways { platform, ground: Arc::new(Mutex::new(ground)) };
        let kind = SceneKind::Shared;
        Self { ways, app, hand, clock, store, folder, kind, here, choices: Mutex::default() }
    }

    pub async fn on_discord() -> Self {
        Self::on(Platform::Discord, "2026-11-25T12:00:00Z").await
    }

    pub async fn on_telegram() -> Self {
        Self::on(Platform::Telegram, "2026-11-25T12:00:00Z").await
    }

    pub fn community(&self) -> Community {
        Community { platform: self.ways.platform, native: NATIVE }
    }

    pub fn request(&self, actor: Actor, input: Result<Input, UsageError>) -> Request {
        let scene = Scene { community: Some(self.community()), place: self.here, kind: self.kind };
        Request { scene, actor, app_language: Some(Language::English), input, update: None }
    }

    pub async fn answers(&self, request: &Request) -> Option<Reply> {
        let reply = self.app.respond(request, &self.ways).await;
        if let Some(reply) = &reply {
            let acts = reply.message.choices.iter().map(|choice| choice.act.clone());
            *self.choices.lock().unwrap_or_else(PoisonError::into_inner) = acts.collect();
        }
        reply
    }

    /// What somebody who types this gets to read.
    pub async fn hears(&self, person: i64, line: &str) -> String {
        shown(&self.replies(person, line).await)
    }

    pub async fn replies(&self, person: i64, line: &str) -> Reply {
        let surface = match self.ways.platform {
            Platform::Discord => Surface::Discord,
            Platform::Telegram => Surface::Telegram,
            Platform::Console => Surface::Console,
        };
        let input = parse::line(line, surface).map(Input::Command);
        let request = self.request(Actor::Person(person), input);
        self.answers(&request).await.expect("a command is answered")
    }

    /// What somebody gets to read who presses a button of the last reply.
    pub async fn presses(&self, person: i64, number: usize) -> Reply {
        let act = self.choices.lock().unwrap_or_else(PoisonError::into_inner)[number].clone();
        let Act::Press(data) = act else { panic!("that leads elsewhere: {act:?}") };
        let request = self.request(Actor::Person(person), Ok(Input::Press(data)));
        self.answers(&request).await.expect("a press is answered")
    }

    pub async fn befalls(&self, life: Life) -> Option<Reply> {
        let request = self.request(Actor::Person(AIDA), Ok(Input::Life(life)));
        self.answers(&request).await
    }

    /// What was posted since somebody last looked.
    pub fn posted(&self) -> Vec<(Place, Arc<Composed>)> {
        std::mem::take(&mut self.ways.ground().posted)
    }

    /// Every byte of the database and its journals.
    pub fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).expect("the folder is there");
        files.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("it is read")).collect()
    }
}

impl Drop for Village {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let posted = self.posted();
            assert!(posted.is_empty(), "nobody read what was posted: {posted:?}");
        }
    }
}

pub fn shown(reply: &Reply) -> String {
    let text = render(&reply.message, Page { width: 10_000, colour: false });
    let gap =
        text.split('[').skip(1).find(|after| after.starts_with(|first: char| first.is_ascii_lowercase()));
    assert_eq!(gap, None, "a text is missing: {text}");
    text
}

pub fn lacks(right: Right) -> Rights {
    Rights { missing: vec![right], ..Rights::default() }
}
