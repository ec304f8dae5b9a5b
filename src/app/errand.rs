//! One request on its way to its reply: whose it is, in which language it is
//! answered, and whether they may.

use super::press::{self, Lever, Press, Pull};
use super::{App, Input, Reply, Request, SceneKind};
use crate::clock::Now;
use crate::commands::{Access, Command, Remembrance, Surface, Verb, parse};
use crate::community::{Actor, Community, Moderator, Place, Platform};
use crate::language::Language;
use crate::locale::Values;
use crate::metrics;
use crate::ports::Venue;
use crate::store::StoreError;

/// What the picture of the figures is called as a file.
const FIGURES: &str = "january20-figures.png";

/// One request, with what is known of it.
pub(super) struct Errand<'a, V> {
    pub app: &'a App,
    pub request: &'a Request,
    pub venue: &'a V,
    pub now: Now,
    /// The community that it is about.
    pub community: Option<Community>,
    /// The place that is meant where none is named.
    pub place: Place,
    /// The language that moderators chose, or that of the person's app.
    pub own: Language,
    /// The language of the reply.
    pub language: Language,
}

impl<'a, V: Venue> Errand<'a, V> {
    pub async fn new(app: &'a App, request: &'a Request, venue: &'a V, now: Now) -> Self {
        let community = request.scene.community;
        let own = app.language_in(community, request.app_language).await.unwrap_or(Language::REFERENCE);
        let asked = match &request.input {
            Ok(Input::Command(command)) => command.language,
            _ => None,
        };
        let place = request.scene.place;
        Self { app, request, venue, now, community, place, own, language: asked.unwrap_or(own) }
    }

    /// The text `key` in the language of the reply.
    pub fn text(&self, key: &str) -> String {
        self.app.answers.texts.text(self.language, key)
    }

    /// The text `key` with its values.
    pub fn format(&self, key: &str, values: Values<'_>) -> String {
        self.app.answers.texts.format(self.language, key, values)
    }

    /// One sentence for whoever asked alone.
    pub fn word(&self, text: String) -> Reply {
        Reply::word(self.language, text)
    }

    /// How commands are given here.
    pub fn surface(&self) -> Surface {
        match self.venue.platform() {
            Platform::Discord => Surface::Discord,
            Platform::Telegram => Surface::Telegram,
            Platform::Console => Surface::Console,
        }
    }

    pub async fn command(self, command: &Command) -> Result<Option<Reply>, StoreError> {
        match (&command.verb, command.verb.access()) {
            (Verb::Remembrance(wish), _) => self.remembrance(wish).await.map(Some),
            (Verb::Language { choice }, _) => self.speak(*choice).await.map(Some),
            (verb, Access::Member | Access::Moderator) => {
                if !self.may_ask() {
                    return Ok(self.asked_too_much());
                }
                let reply = match verb {
                    Verb::Calendar => self.calendar().await?,
                    Verb::Figures => self.figures().await,
                    Verb::Ask { question } => {
                        let reply = self.app.answers.ask(question, command.language, Some(self.own));
                        self.counted(&reply, if reply.private { "unanswered" } else { "answered" });
                        reply
                    }
                    Verb::About => self.about(),
                    verb => self.app.answers.browse(verb, self.language),
                };
                let private = reply.private || command.private == Some(true);
                Ok(Some(self.belonging(reply).private_if(private)))
            }
        }
    }

    fn counted(&self, reply: &Reply, outcome: &'static str) {
        metrics::question(self.venue.platform().name(), reply.language.code(), outcome);
    }

    /// One short sentence. Where nobody waits for an answer, as on Discord they
    /// do, it is said once a minute: a flood of questions brings no flood of it.
    fn asked_too_much(&self) -> Option<Reply> {
        let reply = self.word(self.text("limit-reached"));
        self.counted(&reply, "limited");
        let is_said = self.venue.platform() != Platform::Telegram
            || self.app.limits.is_news(self.person(), self.community, self.now.steady);
        is_said.then_some(reply)
    }

    /// Who gives which figure, and the same at a glance.
    async fn figures(&self) -> Reply {
        let mut reply = self.app.answers.browse(&Verb::Figures, self.language);
        if let Some(charts) = &self.app.charts {
            let chart = charts.figures(self.language).await;
            reply.message.files.extend(chart.map(|chart| chart.file(FIGURES.to_owned())));
        }
        reply
    }

    /// Does what moderators decide, if a moderator decides it.
    async fn remembrance(self, wish: &Remembrance) -> Result<Reply, StoreError> {
        let by = match self.moderator().await {
            Ok(by) => by,
            Err(refusal) => return Ok(refusal),
        };
        if let Some(call) = self.private_matter(wish) {
            return Ok(self.leads_to_private(&call, "goes-on-in-private"));
        }
        let reply = match wish {
            Remembrance::Menu => self.menu(by).await?,
            Remembrance::Chats => self.chats().await?,
            Remembrance::Set(set) => self.set(by, set).await?,
            Remembrance::Defaults(wish) => self.defaults(by, wish).await?,
            Remembrance::Status => return self.status(by).await,
            Remembrance::Preview { post, channel, languages } => {
                self.preview(*post, *channel, *languages).await?
            }
            Remembrance::Test { post, channel } => self.test(*post, *channel).await?,
            Remembrance::Pause { channel } => self.pause(by, *channel).await?,
            Remembrance::Resume { channel } => self.resume(by, *channel).await?,
            Remembrance::Remove { channel } => self.remove(by, *channel).await?,
            Remembrance::History => self.history().await?,
            Remembrance::Export => self.export().await?,
            Remembrance::Forget => self.forget().await?,
        };
        self.with_untold(reply).await
    }

    pub async fn pressed(mut self, data: &str) -> Result<Reply, StoreError> {
        if let Some(lever) = Lever::parse(data) {
            return self.pulled(lever).await;
        }
        let Some(press) = Press::parse(data) else { return Ok(self.word(self.text("button-stale"))) };
        self.language = press.language;
        if !self.may_turn(&press).await {
            return Ok(self.word(self.text("button-not-yours")));
        }
        let mut reply = self.app.answers.pressed(&press);
        if let Some(asker) = press.asker {
            press::belong_to(&mut reply.message, asker);
        }
        Ok(if reply.private { reply } else { reply.in_place() })
    }

    async fn pulled(mut self, lever: Lever) -> Result<Reply, StoreError> {
        self.language = lever.language;
        if let Some(native) = lever.of {
            self.community = Some(Community { platform: self.venue.platform(), native });
            self.place = Place { channel: native, topic: 0 };
        }
        if let Pull::Do(words) = &lever.pull {
            return self.done_by_button(words).await;
        }
        let by = match self.moderator().await {
            Ok(by) => by,
            Err(refusal) => return Ok(refusal),
        };
        match lever.pull {
            Pull::ResumeAll => self.resume_all(by).await,
            Pull::Undo { destination } => self.undo(by, destination).await,
            Pull::Forget => self.forgotten(by).await,
            Pull::PostNow { destination, post, year } => self.post_now(by, destination, (post, year)).await,
            Pull::Page(page) if page == "topic" => self.topics_page(by).await,
            Pull::Page(page) => Ok(self.page(by, &page)),
            Pull::Do(_) => Ok(self.word(self.text("button-stale"))),
        }
    }

    /// A command by its button; where it was the menu's, its answer takes the
    /// menu's place and leads back to it.
    async fn done_by_button(self, words: &str) -> Result<Reply, StoreError> {
        let Ok(Command { verb: Verb::Remembrance(wish), .. }) =
            parse::line(&format!("/remembrance {words}"), self.surface())
        else {
            return Ok(self.word(self.text("button-stale")));
        };
        let is_menu = wish == Remembrance::Menu;
        let back = (self.surface() == Surface::Telegram && !is_menu).then(|| self.back());
        let mut reply = self.remembrance(&wish).await?;
        let alone = reply.aside.is_none() && reply.post.is_none() && reply.message.files.is_empty();
        // One sentence without a button is for whoever pressed: a refusal, say.
        if alone && (!reply.message.choices.is_empty() || reply.message.blocks.len() > 1) {
            reply.message.choices.extend(back);
            reply = reply.in_place();
        }
        Ok(reply)
    }

    /// What of a command is a matter for the private conversation: a channel's
    /// post has no author to whom a preview could be shown.
    fn private_matter(&self, wish: &Remembrance) -> Option<String> {
        let in_channel =
            self.request.scene.kind == SceneKind::Broadcast && self.request.actor == Actor::Anonymous;
        match wish {
            Remembrance::Preview { post, .. } if in_channel => Some(format!("preview_{post}")),
            Remembrance::Test { post, .. } if in_channel => Some(format!("test_{post}")),
            _ => None,
        }
    }

    /// The proof that whoever asks may decide about the community, asked anew
    /// for every command and press.
    pub async fn moderator(&self) -> Result<Moderator, Reply> {
        let Some(community) = self.community else {
            return Err(self.word(self.text("nowhere-to-set-up")));
        };
        let actor = self.request.actor;
        match self.venue.role(community, actor).await {
            Ok(role) => {
                let key = match community.platform {
                    Platform::Discord => "moderators-only-discord",
                    Platform::Telegram | Platform::Console => "moderators-only",
                };
                role.moderator(actor, community).ok_or_else(|| self.word(self.text(key)))
            }
            Err(_) => Err(self.word(self.text("role-unknown"))),
        }
    }

    /// Pages turn for whoever asked; on Telegram for administrators too. A page
    /// that nobody named asked for turns for administrators where others see it.
    async fn may_turn(&self, press: &Press) -> bool {
        let is_shared = matches!(self.request.scene.kind, SceneKind::Shared | SceneKind::Broadcast);
        match press.asker {
            Some(asker) if self.request.actor == Actor::Person(asker) => true,
            None if !is_shared || self.venue.platform() != Platform::Telegram => true,
            _ => self.venue.platform() == Platform::Telegram && self.moderator().await.is_ok(),
        }
    }

    fn belonging(&self, mut reply: Reply) -> Reply {
        if let Actor::Person(asker) = self.request.actor
            && self.request.scene.kind != SceneKind::Console
        {
            press::belong_to(&mut reply.message, asker);
        }
        reply
    }

    fn person(&self) -> Option<(Platform, i64)> {
        match self.request.actor {
            Actor::Person(person) => Some((self.venue.platform(), person)),
            Actor::Anonymous | Actor::Program => None,
        }
    }

    fn may_ask(&self) -> bool {
        self.app.limits.take(self.person(), self.community, self.now.steady)
    }

    fn about(&self) -> Reply {
        self.app.answers.about(self.language, self.surface(), self.app.contact.as_deref())
    }
}
