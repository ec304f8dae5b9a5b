//! Where an interaction happened, as a [`Venue`]: Discord tells with each what
//! the person may do there, so nothing is asked. What befalls a server has no
//! person, and nobody's rights are known then.

use crate::community::{Actor, Community, Place, Platform, Role};
use crate::language::Language;
use crate::ports::{Event, Needs, Parcel, Rights, RoleUnknown, SendError, Sent, Transport, Venue};

use super::Discord;

/// Discord, as one person or event meets it.
#[derive(Debug, Clone)]
pub struct Visit {
    discord: Discord,
    /// Who it is, where, and what they may do there.
    person: Option<(Community, Actor, Role)>,
    /// The language of the server.
    language: Option<Language>,
}

impl Visit {
    /// A visit of somebody, with what they may do.
    pub(super) fn by(discord: Discord, person: Option<(Community, Actor, Role)>) -> Self {
        Self { discord, person, language: None }
    }

    /// The same, in a server of this language.
    pub(super) fn in_language(self, language: Option<Language>) -> Self {
        Self { language, ..self }
    }
}

impl Venue for Visit {
    async fn role(&self, community: Community, actor: Actor) -> Result<Role, RoleUnknown> {
        match self.person {
            Some((there, who, role)) if there == community && who == actor => Ok(role),
            _ => Err(RoleUnknown),
        }
    }

    async fn title(&self, _: Community) -> Option<String> {
        None
    }

    fn private_link(&self, _: &str) -> Option<String> {
        None
    }

    fn community_language(&self) -> Option<Language> {
        self.language
    }
}

impl Transport for Visit {
    fn platform(&self) -> Platform {
        Platform::Discord
    }

    async fn send(&self, parcel: Parcel) -> Result<Sent, SendError> {
        self.discord.send(parcel).await
    }

    async fn find(&self, parcel: &Parcel) -> Result<Option<i64>, SendError> {
        self.discord.find(parcel).await
    }

    async fn publish(&self, community: Community, place: Place, message: i64) -> Result<(), SendError> {
        self.discord.publish(community, place, message).await
    }

    async fn schedule(&self, community: Community, event: Event) -> Result<i64, SendError> {
        self.discord.schedule(community, event).await
    }

    async fn unschedule(&self, community: Community, event: i64) -> Result<(), SendError> {
        self.discord.unschedule(community, event).await
    }

    async fn hail(&self) -> Result<(), SendError> {
        self.discord.hail().await
    }

    async fn look(&self, community: Community, place: Place, needs: Needs) -> Result<Rights, SendError> {
        self.discord.look(community, place, needs).await
    }

    fn link(&self, community: Community, place: Place, message: i64) -> Option<String> {
        self.discord.link(community, place, message)
    }
}
