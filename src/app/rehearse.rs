//! Previews and rehearsals of posts: exactly what will be posted, seen by whoever
//! asks, or posted now as a rehearsal.

use std::sync::Arc;
use std::time::Duration;

use chrono::Datelike;

use super::errand::Errand;
use super::{Reply, Shown};
use crate::commands::Surface;
use crate::community::{Community, Destination};
use crate::language::{Language, Languages};
use crate::locale::Value;
use crate::message::{Act, Block, Choice, File, Form, Line, Message, Span};
use crate::ports::{Address, Content, Parcel, Picture, Right, Rights, SendError, Sent, Venue};
use crate::remembrance::compose::{Composed, Wanted};
use crate::remembrance::{self, Noon, Post, Schedule};
use crate::store::{Known, StoreError};

/// What a post's picture is called as a file.
const CARD: &str = "january20.png";
/// After so long an attempt is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// A picture's upload may take longer.
const UPLOAD: Duration = Duration::from_secs(30);

impl<V: Venue> Errand<'_, V> {
    /// Exactly what will be posted.
    pub(super) async fn preview(
        &self,
        post: Post,
        channel: Option<i64>,
        languages: Option<Languages>,
    ) -> Result<Reply, StoreError> {
        let (known, destination) = match self.destination(channel).await? {
            Ok(found) => found,
            Err(refusal) => return Ok(refusal),
        };
        let languages = languages.unwrap_or_else(|| destination.settings.languages(&known.defaults));
        let composed = self.composed(&known, &destination, (post, languages), false);
        let name = self.text(&format!("post-{post}"));
        let place = self.place_name(destination.place);
        let mut blocks = vec![self.with_span("preview-of", &[("post", Value::Words(&name))], place)];
        blocks.extend(as_text(&composed));
        let mut reply = self.said(blocks);
        let found = Rights::found(destination.looked_at.is_some(), destination.health.as_deref());
        let found = found.unwrap_or_default();
        if !found.lacks(Right::Attach) {
            let year = self.year(&known, &destination, post);
            reply.message.files = self.cards(&composed, (post, languages), year).await;
        }
        reply.post = Some(Box::new(Shown {
            composed: Arc::new(composed),
            mention: destination.settings.mention.filter(|_| !found.deaf_role),
            form: if found.lacks(Right::Embed) { Form::Plain } else { Form::Rich },
        }));
        Ok(reply)
    }

    /// The pictures that go with a post: one for each of its messages, or none.
    /// A terminal shows none.
    async fn cards(&self, composed: &Composed, (post, languages): (Post, Languages), year: i32) -> Vec<File> {
        let mut files = Vec::new();
        let Some(cards) = self.app.cards.as_ref().filter(|_| self.surface() != Surface::Console) else {
            return files;
        };
        for language in languages.iter().take(self.venue.parts(composed)) {
            let Some(card) = cards.card(post, language, year).await else { return Vec::new() };
            files.push(card.file(CARD.to_owned()));
        }
        files
    }

    /// Posts it now, as a rehearsal: through the hands of whoever asked, never
    /// through the outbox, so that it cannot stand in the way of the real post.
    pub(super) async fn test(&self, post: Post, channel: Option<i64>) -> Result<Reply, StoreError> {
        let (known, destination) = match self.destination(channel).await? {
            Ok(found) => found,
            Err(refusal) => return Ok(refusal),
        };
        let Some(community) = self.community else { return Ok(self.word(self.text("nowhere-to-set-up"))) };
        let languages = destination.settings.languages(&known.defaults);
        let composed = Arc::new(self.composed(&known, &destination, (post, languages), true));
        let year = self.year(&known, &destination, post);
        let mut last: Option<Sent> = None;
        for part in 0..self.venue.parts(&composed) {
            let language = languages.iter().nth(part).unwrap_or(languages.first());
            let picture = self.picture(post, language, year).await;
            let parcel = rehearsal((community, &destination), Arc::clone(&composed), part, picture);
            match self.send(parcel).await {
                Ok(sent) => last = Some(sent),
                Err(error) => {
                    let place = self.about_place("test-failed", destination.place);
                    return Ok(self.said(vec![place, Block::Notice(self.send_error(&error))]));
                }
            }
        }
        let name = self.text(&format!("post-{post}"));
        let place = self.place_name(destination.place);
        let done = self.with_span("test-done", &[("post", Value::Words(&name))], place);
        let mut message = Message::of(vec![done]);
        let link = last.and_then(|sent| self.venue.link(community, destination.place, sent.message));
        message.choices.extend(link.map(|link| Choice {
            label: self.text("button-see"),
            act: Act::Open(link),
            beside: false,
        }));
        Ok(Reply::new(self.language, message).private_if(true))
    }

    /// Sends it; plain, where its form is refused.
    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        match self.venue.send(parcel.clone()).await {
            Err(SendError::BadForm) => {
                let content = match parcel.content {
                    Content::Post { composed, part, mention, .. } => {
                        Content::Post { composed, part, mention, picture: None }
                    }
                    words @ Content::Words(_) => words,
                };
                self.venue.send(Parcel { content, form: Form::Plain, ..parcel }).await
            }
            other => other,
        }
    }

    async fn picture(&self, post: Post, language: Language, year: i32) -> Option<Picture> {
        let card = self.app.cards.as_ref()?.card(post, language, year).await?;
        Some(Picture::New { bytes: Arc::clone(&card.png), alt: card.alt.clone() })
    }

    /// The year of the next post of this kind.
    fn year(&self, known: &Known, destination: &Destination, post: Post) -> i32 {
        let (now, rules) = (self.now.hour, &self.app.composer.rules);
        let zone = destination.settings.zone(&known.defaults);
        let always = Schedule::default();
        let year = rules.local(zone, now).year();
        let over = remembrance::window(post, &always, zone, year, rules).is_none_or(|at| at.until <= now);
        if over { year + 1 } else { year }
    }

    fn composed(
        &self,
        known: &Known,
        destination: &Destination,
        (post, languages): (Post, Languages),
        rehearsal: bool,
    ) -> Composed {
        let composer = &self.app.composer;
        let zone = destination.settings.zone(&known.defaults);
        let year = self.year(known, destination, post);
        let noon = destination.settings.schedule.silence.unwrap_or(Noon::Baku);
        let moment = (post == Post::Silence).then(|| remembrance::moment(noon, zone, year, &composer.rules));
        let note = destination.settings.note.as_deref();
        composer.compose(&Wanted { post, year, languages, zone, moment, note, rehearsal })
    }
}

fn rehearsal(
    (community, destination): (Community, &Destination),
    composed: Arc<Composed>,
    part: usize,
    picture: Option<Picture>,
) -> Parcel {
    let patience = if picture.is_some() { UPLOAD } else { PATIENCE };
    Parcel {
        to: Address::Place(community, destination.place),
        content: Content::Post { composed, part, mention: None, picture },
        form: Form::Rich,
        nonce: None,
        silent: false,
        patience,
        found: Rights::found(destination.looked_at.is_some(), destination.health.as_deref()),
    }
}

/// A post as blocks of a message, its note as typed.
fn as_text(composed: &Composed) -> Vec<Block> {
    let mut blocks: Vec<Block> = composed.parts.iter().flat_map(|part| part.blocks.clone()).collect();
    blocks.extend(composed.note.iter().map(|note| {
        let spans = vec![Span::Text(format!("{} ", note.intro)), Span::Typed(note.text.clone())];
        Block::Words(Line::of(spans))
    }));
    blocks
}
