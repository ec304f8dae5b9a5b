//! The terminal as a platform: what is posted is shown, everybody is a
//! moderator, and nothing is ever refused.

use std::io::{self, Write};
use std::sync::atomic::{AtomicI64, Ordering};

use crate::community::{Actor, Community, Place, Platform, Role};
use crate::message::{Block, Choice, Line, Message, Span};
use crate::ports::{
    Content, Event, Needs, Parcel, Repeats, Rights, RoleUnknown, SendError, Sent, Transport, Venue,
};
use crate::remembrance::compose::Composed;
use crate::render::terminal::{Page, render};

/// A rule above and below what is posted, in columns.
const RULE: usize = 40;

/// Shows what is posted.
#[derive(Debug)]
pub(super) struct Terminal {
    page: Page,
    last: AtomicI64,
}

impl Terminal {
    pub(super) fn new(page: Page) -> Self {
        Self { page, last: AtomicI64::new(0) }
    }

    fn shown(&self, content: &Content) -> String {
        match content {
            Content::Post { composed, .. } => render(&post(composed), self.page),
            Content::Words(message) => {
                let message = Message { choices: Vec::<Choice>::new(), ..message.clone() };
                render(&message, self.page)
            }
        }
    }
}

/// A post as one message, its note as typed.
fn post(composed: &Composed) -> Message {
    let mut blocks: Vec<Block> = composed.parts.iter().flat_map(|part| part.blocks.clone()).collect();
    blocks.extend(composed.note.iter().map(|note| {
        let spans = vec![Span::Text(format!("{} ", note.intro)), Span::Typed(note.text.clone())];
        Block::Words(Line::of(spans))
    }));
    Message::of(blocks)
}

impl Transport for Terminal {
    fn platform(&self) -> Platform {
        Platform::Console
    }

    fn repeats(&self) -> Repeats {
        Repeats::Blind
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        let (text, rule) = (self.shown(&parcel.content), "─".repeat(self.page.width.min(RULE)));
        let mut out = io::stdout().lock();
        writeln!(out, "{rule}\n{text}\n{rule}\n")
            .and_then(|()| out.flush())
            .map_err(|error| SendError::NotAccepted(error.to_string()))?;
        let message = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Sent { message, file: None, form: parcel.form })
    }

    async fn find(&self, _: &Parcel) -> Result<Option<i64>, SendError> {
        Ok(None)
    }

    async fn publish(&self, _: Community, _: Place, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn schedule(&self, _: Community, _: Event) -> Result<i64, SendError> {
        Ok(0)
    }

    async fn unschedule(&self, _: Community, _: i64) -> Result<(), SendError> {
        Ok(())
    }

    async fn hail(&self) -> Result<(), SendError> {
        Ok(())
    }

    async fn look(&self, _: Community, _: Place, _: Needs) -> Result<Rights, SendError> {
        Ok(Rights::default())
    }

    fn link(&self, _: Community, _: Place, _: i64) -> Option<String> {
        None
    }
}

impl Venue for Terminal {
    async fn role(&self, _: Community, _: Actor) -> Result<Role, RoleUnknown> {
        Ok(Role::Moderator)
    }

    async fn title(&self, _: Community) -> Option<String> {
        None
    }

    fn private_link(&self, _: &str) -> Option<String> {
        None
    }
}
