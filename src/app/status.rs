//! What moderators see: every destination with its next posts, last results and
//! health; the history; and what they have not been told yet.

use chrono::Datelike;

use super::errand::Errand;
use super::request::Aside;
use super::settings::item;
use super::{Reply, SceneKind};
use crate::community::{Actor, Destination, Moderator, Platform};
use crate::locale::Value;
use crate::message::{Act, Block, Choice, Line, Message, Span};
use crate::ports::Venue;
use crate::remembrance::Post;
use crate::store::{Change, Entry, Kind, Known, Notice, State, StoreError};
use crate::zones::Zone;

/// Changes and posts that `history` shows.
const SHOWN: usize = 20;

impl<V: Venue> Errand<'_, V> {
    /// Every destination: next posts, last results, health.
    pub(super) async fn status(&self, by: Moderator) -> Result<Reply, StoreError> {
        let store = &self.app.store;
        let known = store.community(by.community()).await?;
        let Some(known) = known.filter(|known| !known.destinations.is_empty()) else {
            return self.with_untold(self.said(vec![Block::Notice(self.text("no-destinations"))])).await;
        };
        let year = self.app.composer.rules.local(Zone::BAKU, self.now.hour).year();
        let entries = store.entries(by.community(), year - 1).await?;
        let mut message = Message::default();
        message.blocks.push(Block::Heading(self.text("status-heading")));
        if known.defaults.zone.is_none() && known.destinations.iter().any(|at| at.settings.zone.is_none()) {
            message.blocks.push(Block::Notice(self.text("zone-unchosen")));
        }
        message.blocks.extend(self.held(&store.held().await?));
        for destination in &known.destinations {
            message.blocks.extend(self.destination_status(&known, destination, &entries, by));
        }
        message.blocks.push(Block::Heading(self.text("defaults-heading")));
        message.blocks.extend(self.defaults_lines(&known.defaults));
        // They are told elsewhere in a moment; here they stand all the same.
        let coming = store.to_tell(by.community()).await?;
        let faults = coming.iter().filter(|coming| coming.notice.kind != Kind::Receipt);
        let faults: Vec<Block> = faults.map(|coming| self.notice(&coming.notice)).collect();
        if !faults.is_empty() {
            message.blocks.push(Block::Heading(self.text("untold-heading")));
            message.blocks.extend(faults);
        }
        self.with_untold(Reply::new(self.language, message).private_if(true)).await
    }

    fn held(&self, posts: &[Post]) -> Option<Block> {
        let names: Vec<String> = posts.iter().map(|post| self.text(&format!("post-{post}"))).collect();
        let names = names.join(", ");
        (!posts.is_empty())
            .then(|| Block::Notice(self.format("status-held", &[("posts", Value::Words(&names))])))
    }

    fn destination_status(
        &self,
        known: &Known,
        destination: &Destination,
        entries: &[Entry],
        by: Moderator,
    ) -> Vec<Block> {
        let zone = destination.settings.zone(&known.defaults);
        let mut blocks = vec![self.about_place("destination", destination.place)];
        if let Some((_, why)) = &destination.closed {
            blocks.push(Block::Item(self.named(&["gone"], why)));
            return blocks;
        }
        blocks.extend(destination.paused_at.map(|since| {
            let since = self.hour(since, zone);
            Block::Item(self.format("status-paused", &[("since", Value::Words(&since))]))
        }));
        blocks.extend(self.settings(destination, &known.defaults));
        blocks.extend(self.dates(destination, &known.defaults, entries));
        let own = entries.iter().filter(|entry| entry.place == destination.place);
        let told = own.filter(|entry| self.has_come_to_something(entry));
        blocks.extend(told.map(|entry| self.result(entry, zone, by)));
        blocks.push(Block::Item(self.health(destination, zone)));
        blocks
    }

    fn health(&self, destination: &Destination, zone: Zone) -> String {
        let at = destination.looked_at.map(|at| self.hour(at, zone));
        let mut text = match (&at, &destination.health) {
            (None, _) => self.text("health-unseen"),
            (Some(at), None) => self.format("health-good", &[("at", Value::Words(at))]),
            (Some(at), Some(found)) => {
                let found: Vec<String> = found
                    .split([',', ' '])
                    .filter(|part| !part.is_empty())
                    .map(|part| self.named(&["right", "gone", "health"], part))
                    .collect();
                let found = found.join(", ");
                self.format("health-bad", &[("found", Value::Words(&found)), ("at", Value::Words(at))])
            }
        };
        if destination.topic_lost.is_some() {
            text.push(' ');
            text.push_str(&self.text("topic-lost"));
        }
        text
    }

    /// Whether there is a result to be told: what was called off before its
    /// hour, by a pause say, may be planned again.
    fn has_come_to_something(&self, entry: &Entry) -> bool {
        match entry.state {
            State::Planned => false,
            State::Cancelled | State::Failed => entry.window.due <= self.now.hour,
            _ => true,
        }
    }

    /// What became of a post.
    fn result(&self, entry: &Entry, zone: Zone, by: Moderator) -> Block {
        let post = self.text(&format!("post-{}", entry.window.post));
        let year = entry.window.year.to_string();
        let at = self.hour(entry.done_at.unwrap_or(entry.window.due), zone);
        let reason = entry.reason.as_deref().map(|reason| self.named(&["reason", "gone"], reason));
        let values = [
            ("post", Value::Words(&post)),
            ("year", Value::Words(&year)),
            ("at", Value::Words(&at)),
            ("reason", Value::Words(reason.as_deref().unwrap_or("—"))),
        ];
        let mut text = self.format(&format!("result-{}", entry.state.name()), &values);
        if entry.uncertain {
            text.push_str(&self.text("result-uncertain"));
        }
        let link =
            entry.messages.last().and_then(|message| self.venue.link(by.community(), entry.place, *message));
        if let Some(link) = link.filter(|_| entry.state == State::Sent) {
            text.push_str(&format!(" {link}"));
        }
        Block::Item(text)
    }

    /// A name of ours, such as a reason, in words; itself where it has none.
    fn named(&self, families: &[&str], name: &str) -> String {
        let stem = name.split([':', ' ']).next().unwrap_or(name);
        let keys = families.iter().map(|family| format!("{family}-{stem}"));
        let mut known = keys.filter(|key| self.app.answers.texts.has(self.language, key));
        known.next().map_or_else(|| name.to_owned(), |key| self.text(&key))
    }

    /// Who changed what when, and what was posted.
    pub(super) async fn history(&self) -> Result<Reply, StoreError> {
        let Some(community) = self.community else { return Ok(self.word(self.text("nowhere-to-set-up"))) };
        let store = &self.app.store;
        let changes = store.changes(community, SHOWN.try_into().unwrap_or(i64::MAX)).await?;
        let entries = store.entries(community, 0).await?;
        let known = store.community(community).await?;
        let zone = known.and_then(|known| known.defaults.zone).unwrap_or(Zone::BAKU);
        let mut blocks = vec![Block::Heading(self.text("history-changes"))];
        blocks.extend(changes.iter().map(|change| self.change(change, zone)));
        blocks.extend(changes.is_empty().then(|| Block::Notice(self.text("history-none"))));
        blocks.push(Block::Heading(self.text("history-posts")));
        let posted: Vec<&Entry> = entries.iter().filter(|entry| self.has_come_to_something(entry)).collect();
        blocks.extend(posted.is_empty().then(|| Block::Notice(self.text("history-none-posted"))));
        for entry in posted.iter().rev().take(SHOWN) {
            let (Block::Item(text) | Block::Notice(text)) =
                self.result(entry, zone, self.shown_to(community)?)
            else {
                continue;
            };
            let spans = vec![Span::Text(format!("{text} ")), self.place_name(entry.place)];
            blocks.push(Block::Words(Line { item: true, spans }));
        }
        Ok(self.aside(Message::of(blocks), "history"))
    }

    fn shown_to(&self, community: crate::community::Community) -> Result<Moderator, StoreError> {
        let role = crate::community::Role::Moderator;
        role.moderator(self.request.actor, community).ok_or(StoreError::Value("a moderator".to_owned()))
    }

    fn change(&self, change: &Change, zone: Zone) -> Block {
        let at = self.hour(change.at, zone);
        let action = self.named(&["action"], &change.action);
        let mut spans = vec![Span::Text(format!("{at}: {action}"))];
        spans.extend((!change.detail.is_empty()).then(|| Span::Text(": ".to_owned())));
        spans.extend((!change.detail.is_empty()).then(|| Span::Typed(change.detail.clone())));
        if let Some(place) = change.place {
            spans.extend([Span::Text(" · ".to_owned()), self.place_name(place)]);
        }
        spans.push(Span::Text(" · ".to_owned()));
        spans.push(match change.actor {
            Actor::Person(_) if self.venue.platform() == Platform::Console => {
                Span::Text(self.text("actor-you"))
            }
            Actor::Person(person) => Span::Person(person),
            Actor::Anonymous => Span::Text(self.text("actor-anonymous")),
            Actor::Program => Span::Text(self.text("actor-program")),
        });
        Block::Words(Line { item: true, spans })
    }

    /// Something that names people: into the private conversation where many
    /// read along (Telegram); where a channel has no author, only the way there.
    pub(super) fn aside(&self, message: Message, what: &str) -> Reply {
        let telegram = self.venue.platform() == Platform::Telegram;
        let shared = matches!(self.request.scene.kind, SceneKind::Shared | SceneKind::Broadcast);
        if !telegram || !shared {
            return Reply::new(self.language, message).private_if(true);
        }
        let closed = self.leads_to_private(what, "aside-closed").message;
        if self.request.scene.kind == SceneKind::Broadcast {
            return Reply::new(self.language, closed);
        }
        let done = Message::of(vec![Block::Notice(self.text("aside-done"))]);
        let aside = Some(Box::new(Aside { message, closed }));
        Reply { aside, ..Reply::new(self.language, done).private_if(true) }
    }

    /// The way to the private conversation, where `call` is carried on for the
    /// community.
    pub(super) fn leads_to_private(&self, call: &str, key: &str) -> Reply {
        let native = self.community.map_or(0, |community| community.native);
        let link = self.venue.private_link(&format!("{call}_{native}"));
        let mut closed = Message::of(vec![Block::Notice(self.text(key))]);
        closed.choices.extend(link.map(|link| Choice {
            label: self.text("button-private"),
            act: Act::Open(link),
            beside: false,
        }));
        Reply::new(self.language, closed)
    }

    /// The reply with what nobody could be told yet after it, once.
    pub(super) async fn with_untold(&self, mut reply: Reply) -> Result<Reply, StoreError> {
        let Some(community) = self.community else { return Ok(reply) };
        let untold = self.app.store.untold(community).await?;
        if untold.is_empty() {
            return Ok(reply);
        }
        reply.message.blocks.push(Block::Heading(self.text("untold-heading")));
        reply.message.blocks.extend(untold.iter().map(|untold| self.notice(&untold.notice)));
        let ids: Vec<i64> = untold.iter().map(|notice| notice.id).collect();
        self.app.store.told(&ids, self.now.hour).await?;
        Ok(reply)
    }

    fn notice(&self, notice: &Notice) -> Block {
        let post = notice.post.map_or_else(String::new, |(post, _)| self.text(&format!("post-{post}")));
        let year = notice.post.map_or_else(String::new, |(_, year)| year.to_string());
        let words = notice.detail.split_whitespace();
        let words: Vec<String> =
            words.map(|word| self.named(&["right", "reason", "gone", "health"], word)).collect();
        let detail = words.join(", ");
        let values = [
            ("post", Value::Words(post.as_str())),
            ("year", Value::Words(&year)),
            ("detail", Value::Words(&detail)),
        ];
        item(self.with_span(
            &format!("notice-{}", notice.kind.name()),
            &values,
            self.place_name(notice.place),
        ))
    }
}
