//! Receipts and warnings: what a community is to be told goes out in one
//! message, after the posts, to where its moderators read it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::Courier;
use super::attempt::{self, Job, Telling};
use super::health::united;
use super::pace::Wait;
use super::works::Step;
use crate::clock::Now;
use crate::community::{Community, Place, Platform};
use crate::language::Language;
use crate::locale::{Texts, Value};
use crate::message::{Block, Line, Message, Span};
use crate::ports::{Address, SendError, Sent, Transport};
use crate::remembrance::Post;
use crate::store::{Addressee, Kind, Notice, StoreError, Untold};

/// Warnings of a community wait this long for others to go with them.
const GATHER: TimeDelta = TimeDelta::seconds(15);
/// Posts that fall due this soon go into the same receipt.
const SOON: TimeDelta = TimeDelta::minutes(1);
/// After the platform did not answer.
const LATER: TimeDelta = TimeDelta::seconds(30);
/// Who cannot be told yet is looked at again after this.
const AGAIN: Duration = Duration::from_secs(5);
/// How many communities are looked at in a turn.
const MOST: i64 = 32;
/// New direct conversations on Discord within [`WITHIN`].
const CONVERSATIONS: usize = 10;
/// See [`CONVERSATIONS`].
const WITHIN: Duration = Duration::from_mins(1);

/// What comes of a community's turn to be told.
enum Turn {
    /// This goes out.
    Tell(Box<Telling>),
    /// These wait.
    Later(Later),
}

/// Notices that wait, each until its hour; without one, until a moderator asks.
type Later = Vec<(i64, Option<DateTime<Utc>>)>;

/// What is being told.
#[derive(Debug, Default)]
pub(super) struct Tellings {
    /// Communities that are being told something.
    under_way: HashSet<i64>,
    /// How often the warnings of a community were turned away.
    turned_away: HashMap<i64, usize>,
    /// When direct conversations began.
    conversations: VecDeque<Duration>,
    /// People with whom one has begun.
    met: HashSet<i64>,
}

impl<T: Transport> Courier<T> {
    /// Begins to tell what there is to tell.
    pub(super) async fn tell(&mut self, now: Now) -> Result<Step, StoreError> {
        let platform = self.means.transport.platform();
        let Some(first) = self.means.store.next_notice(platform).await? else { return Ok(Step::Idle) };
        if first > now.hour {
            return Ok(Step::In((first - now.hour).to_std().unwrap_or_default()));
        }
        let mut next = None;
        // Whoever cannot be told yet makes room for others.
        let mut later = Vec::new();
        for addressee in self.means.store.to_be_told(platform, now.hour, MOST).await? {
            let under_way = self.works.tellings.under_way.contains(&addressee.row);
            if under_way || self.is_quiet(addressee.row, None, now).await? {
                continue;
            }
            let sent_off = match self.telling(&addressee, now).await? {
                Turn::Tell(telling) => self.send_off(*telling, now),
                Turn::Later(notices) => Ok(notices),
            };
            match sent_off {
                Ok(notices) => later.extend(notices),
                Err(wait) => {
                    next = Some(wait);
                    break;
                }
            }
        }
        let woken = later.iter().filter_map(|(_, wake)| *wake).min();
        self.means.store.tell_each_later(&later).await?;
        let woken = woken.map(|wake| (wake - now.hour).to_std().unwrap_or_default());
        Ok(Step::In(next.or(woken).unwrap_or(AGAIN).min(AGAIN)))
    }

    /// What of it waits, because its place has to.
    fn send_off(&mut self, telling: Telling, now: Now) -> Result<Later, Duration> {
        let place = match telling.to {
            Address::Place(_, place) => place.channel,
            Address::Person(_, person) => person,
        };
        match self.set_off(place, now) {
            Ok(attempt) => {
                self.works.tellings.under_way.insert(telling.community_row);
                // A conversation is opened first.
                let opens = matches!(telling.to, Address::Person(Platform::Discord, _));
                self.means.pace.further(u32::from(opens));
                self.start(attempt, place, Job::Tell(telling), now);
                Ok(Later::new())
            }
            Err(Wait::Place(wait)) => Ok(later(telling.notices, wait.unwrap_or(AGAIN), now)),
            Err(Wait::Platform(wait)) => Err(wait),
        }
    }

    /// What a community is told next, if it is time: its receipt of one post,
    /// or all its warnings.
    async fn telling(&mut self, addressee: &Addressee, now: Now) -> Result<Turn, StoreError> {
        let due = self.means.store.to_tell(addressee.community).await?;
        let (receipts, warnings): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|each| each.notice.kind == Kind::Receipt);
        let gathered = warnings.first().map(|oldest| oldest.at + GATHER);
        if gathered.is_some_and(|gathered| gathered <= now.hour) {
            return Ok(self.warning(addressee, &warnings, now));
        }
        for receipt in &receipts {
            let Some(of) = receipt.notice.post else { continue };
            if !self.means.store.is_under_way(addressee.row, of, now.hour + SOON).await? {
                let same: Vec<&Untold> =
                    receipts.iter().filter(|each| each.notice.post == Some(of)).collect();
                return self.receipt(addressee, &same, now).await;
            }
        }
        let mut waiting = later(receipts.iter().map(|each| each.id), AGAIN, now);
        waiting.extend(warnings.iter().map(|each| (each.id, gathered)));
        Ok(Turn::Later(waiting))
    }

    async fn receipt(
        &self,
        addressee: &Addressee,
        receipts: &[&Untold],
        now: Now,
    ) -> Result<Turn, StoreError> {
        let notices: Vec<i64> = receipts.iter().map(|each| each.id).collect();
        let Some(log) = addressee.log else {
            // The log was switched off meanwhile: there is nobody to be told.
            self.means.store.told(&notices, now.hour).await?;
            return Ok(Turn::Later(Later::new()));
        };
        let to = Address::Place(addressee.community, log);
        let words = self.words(addressee, receipts, false);
        Ok(Turn::Tell(Box::new(self.to(addressee, (to, words), notices, true))))
    }

    fn warning(&mut self, addressee: &Addressee, warnings: &[Untold], now: Now) -> Turn {
        let notices = warnings.iter().map(|each| each.id);
        let turned_away = self.works.tellings.turned_away.get(&addressee.row).copied().unwrap_or(0);
        let Some(to) = routes(addressee).get(turned_away).copied() else {
            self.works.tellings.turned_away.remove(&addressee.row);
            return Turn::Later(notices.map(|id| (id, None)).collect());
        };
        if let Address::Person(platform, person) = to
            && let Err(wait) = self.works.tellings.meet(platform, person, now.steady)
        {
            return Turn::Later(later(notices, wait, now));
        }
        let all: Vec<&Untold> = warnings.iter().collect();
        let words = self.words(addressee, &all, matches!(to, Address::Person(..)));
        Turn::Tell(Box::new(Telling {
            turned_away,
            ..self.to(addressee, (to, words), notices.collect(), false)
        }))
    }

    fn to(
        &self,
        addressee: &Addressee,
        (to, words): (Address, Message),
        notices: Vec<i64>,
        receipt: bool,
    ) -> Telling {
        let elsewhere = addressee.log.is_none() && matches!(to, Address::Place(..));
        let silent = self.means.transport.platform() == Platform::Telegram && elsewhere;
        Telling { community_row: addressee.row, notices, turned_away: 0, to, words, silent, receipt }
    }

    fn words(&self, addressee: &Addressee, notices: &[&Untold], in_private: bool) -> Message {
        let (texts, language) = (&self.means.composer.texts, addressee.languages.first());
        let mut blocks = Vec::new();
        if in_private && addressee.community.platform == Platform::Telegram {
            let chat = addressee.community.native.to_string();
            blocks.push(Block::Heading(texts.format(
                language,
                "notice-chat",
                &[("chat", Value::Words(&chat))],
            )));
        }
        let lines = gathered(notices);
        blocks.extend(lines.iter().map(|each| self.line(addressee.community, texts, language, each)));
        Message::of(blocks)
    }

    fn line(&self, community: Community, texts: &Texts, language: Language, notice: &Notice) -> Block {
        // Stands for the place until the text is there.
        const PLACE: &str = "\u{e000}";
        let post = notice.post.map_or_else(String::new, |(post, _)| texts.text(language, &post_key(post)));
        let year = notice.post.map_or_else(String::new, |(_, year)| year.to_string());
        let detail = detail(texts, language, notice.kind, &notice.detail);
        let values = [
            ("place", Value::Words(PLACE)),
            ("post", Value::Words(&post)),
            ("year", Value::Words(&year)),
            ("detail", Value::Words(&detail)),
        ];
        let text = texts.format(language, &format!("notice-{}", notice.kind.name()), &values);
        let (before, after) = text.split_once(PLACE).unwrap_or((&text, ""));
        let mut spans = vec![Span::Text(before.to_owned()), named(texts, language, community, notice.place)];
        spans.push(Span::Text(after.to_owned()));
        let message = notice.detail.parse().ok().filter(|_| notice.kind == Kind::Receipt);
        let link = message.and_then(|message| self.means.transport.link(community, notice.place, message));
        spans.extend(link.map(|link| Span::Text(format!(" {link}"))));
        spans.retain(|span| !matches!(span, Span::Text(text) if text.is_empty()));
        Block::Words(Line { item: true, spans })
    }

    pub(super) async fn told(
        &mut self,
        telling: Telling,
        outcome: Result<Sent, SendError>,
        now: Now,
    ) -> Result<(), StoreError> {
        let store = &self.means.store;
        let row = telling.community_row;
        self.works.tellings.under_way.remove(&row);
        match outcome {
            Ok(_) | Err(SendError::SentAndDeleted) => {
                self.works.tellings.turned_away.remove(&row);
                store.told(&telling.notices, now.hour).await
            }
            Err(SendError::Unknown | SendError::NotAccepted(_) | SendError::Unauthorized) => {
                store.tell_later(&telling.notices, Some(now.hour + LATER)).await
            }
            Err(SendError::Limited { after, .. }) => {
                let after = TimeDelta::from_std(after).unwrap_or(LATER);
                store.tell_later(&telling.notices, Some(now.hour + after)).await
            }
            // A receipt has nowhere else to go.
            Err(_) if telling.receipt => store.told(&telling.notices, now.hour).await,
            Err(_) => {
                self.works.tellings.turned_away.insert(row, telling.turned_away + 1);
                store.tell_later(&telling.notices, Some(now.hour)).await
            }
        }
    }
}

impl Tellings {
    /// Begins a direct conversation with a person, or says how long it has to
    /// wait: on Discord so many new ones a minute begin at most.
    fn meet(&mut self, platform: Platform, person: i64, steady: Duration) -> Result<(), Duration> {
        if platform != Platform::Discord || self.met.contains(&person) {
            return Ok(());
        }
        while self.conversations.front().is_some_and(|at| *at + WITHIN <= steady) {
            self.conversations.pop_front();
        }
        if let Some(first) = self.conversations.front().filter(|_| self.conversations.len() >= CONVERSATIONS)
        {
            return Err((*first + WITHIN).saturating_sub(steady));
        }
        self.conversations.push_back(steady);
        self.met.insert(person);
        Ok(())
    }
}

/// These wait for so long.
fn later(notices: impl IntoIterator<Item = i64>, wait: Duration, now: Now) -> Later {
    let wake = now.hour + TimeDelta::from_std(wait).unwrap_or(LATER);
    notices.into_iter().map(|id| (id, Some(wake))).collect()
}

/// What is told, with all that one place lacks in one line.
fn gathered(notices: &[&Untold]) -> Vec<Notice> {
    let mut lines: Vec<Notice> = Vec::new();
    for Untold { notice, .. } in notices {
        let same = |line: &&mut Notice| line.kind == Kind::Unwell && line.place == notice.place;
        match lines.iter_mut().find(same).filter(|_| notice.kind == Kind::Unwell) {
            Some(line) => line.detail = united(&line.detail, &notice.detail),
            None => lines.push(notice.clone()),
        }
    }
    lines
}

/// Where the warnings of a community may go, the best first.
fn routes(addressee: &Addressee) -> Vec<Address> {
    let platform = addressee.community.platform;
    let log = addressee.log.map(|log| Address::Place(addressee.community, log));
    let person = addressee.person.map(|person| Address::Person(platform, person));
    // On Discord never in the community itself.
    let chat = (platform == Platform::Telegram).then(|| attempt::chat(addressee.community));
    log.into_iter().chain(person).chain(chat).collect()
}

fn post_key(post: Post) -> String {
    format!("post-{post}")
}

/// A place as its moderators know it.
fn named(texts: &Texts, language: Language, community: Community, place: Place) -> Span {
    match (community.platform, place.topic) {
        (Platform::Discord, _) => Span::Channel(place.channel),
        (_, 0) => Span::Text(texts.text(language, "place-chat")),
        (_, topic) => {
            let topic = topic.to_string();
            Span::Text(texts.format(language, "place-topic", &[("topic", Value::Words(&topic))]))
        }
    }
}

/// A notice's detail in words: names of rights and reasons, one after another.
fn detail(texts: &Texts, language: Language, kind: Kind, detail: &str) -> String {
    let families: &[&str] = match kind {
        Kind::Unwell => &["right", "health"],
        Kind::NoEvent | Kind::EventStays => &["event-fault"],
        Kind::Gone => &["gone"],
        Kind::Receipt => return String::new(),
        _ => &["reason", "gone", "right"],
    };
    let word = |code: &str| {
        let keys = families.iter().map(|family| format!("{family}-{code}"));
        let known = keys.into_iter().find(|key| texts.has(language, key));
        known.map(|key| texts.text(language, &key))
    };
    detail.split(' ').filter_map(word).collect::<Vec<_>>().join(", ")
}
