//! What befalls a community: settings and health follow, and whoever brought
//! the bot gets one short word.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::App;
use super::errand::Errand;
use super::press::{Lever, Pull};
use super::{Life, Reply, SceneKind};
use crate::community::{Community, Platform};
use crate::language::Language;
use crate::locale::Value;
use crate::message::{Block, Choice, Message};
use crate::ports::Venue;
use crate::store::{Came, StoreError};

/// No community is greeted again within so long.
const ONCE_IN: Duration = Duration::from_hours(24);

/// Which communities were greeted, and when. In memory: nothing is stored of
/// a community that has no settings.
#[derive(Debug, Default)]
pub(super) struct Greetings(Mutex<HashMap<Community, Duration>>);

impl Greetings {
    /// Whether a community may be greeted now; then it was.
    fn take(&self, community: Community, steady: Duration) -> bool {
        let mut greeted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        greeted.retain(|_, at| steady.saturating_sub(*at) < ONCE_IN);
        let new = !greeted.contains_key(&community);
        greeted.entry(community).or_insert(steady);
        new
    }

    /// A community has another id now.
    fn follow(&self, from: Community, to: Community, steady: Duration) {
        let mut greeted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = greeted.remove(&from).unwrap_or(steady);
        greeted.insert(to, at);
    }
}

impl App {
    /// Communities of Telegram with ids in a range that the bot has settings of,
    /// and whether a person has changed them; those first: at most `most`. None
    /// where the database does not say.
    pub async fn settled_within(&self, ids: (i64, i64), person: i64, most: i64) -> Vec<(Community, bool)> {
        let telegram = Platform::Telegram;
        let read = async {
            let own = self.store.communities_of(telegram, person, most).await?;
            let all = self.store.communities_within(telegram, ids, person, most).await?;
            Ok(all.into_iter().map(|community| (community, own.contains(&community))).collect())
        };
        read.await.unwrap_or_else(|error: StoreError| {
            tracing::warn!(%error, "the communities of a range of ids could not be read");
            Vec::new()
        })
    }
}

impl<V: Venue> Errand<'_, V> {
    pub(super) async fn befell(mut self, life: &Life) -> Result<Option<Reply>, StoreError> {
        let Some(community) = self.community else { return Ok(None) };
        let (store, now) = (&self.app.store, self.now);
        match life {
            Life::Joined => {
                self.language = self.welcome_language().await?;
                return self.joined(community).await;
            }
            Life::Left => {
                store.left(community, now.hour).await?;
            }
            Life::Deleted(place) => {
                store.deleted(community, *place, now.hour).await?;
            }
            Life::Moved { to } => {
                store.moved(community, *to).await?;
                self.app.greetings.follow(community, *to, now.steady);
            }
            Life::Topic { place, open } => {
                store.topic(community, *place, (!open).then_some(now.hour)).await?;
            }
            Life::Rights => store.rights_changed(community, now.hour).await?,
        }
        self.app.wake.notify_waiters();
        Ok(None)
    }

    /// The community's language where one was chosen; else that of its app, of
    /// whoever brought the bot, English.
    async fn welcome_language(&self) -> Result<Language, StoreError> {
        let chosen = match self.community {
            Some(community) => self.app.store.chosen_language(community).await?,
            None => None,
        };
        let app = self.venue.community_language().or(self.request.app_language);
        Ok(chosen.or(app).unwrap_or(Language::REFERENCE))
    }

    async fn joined(&self, community: Community) -> Result<Option<Reply>, StoreError> {
        let came = self.app.store.back(community, self.now.hour).await?;
        let greeted_before = !self.app.greetings.take(community, self.now.steady);
        match came {
            Came::Again { paused: true } => return Ok(Some(self.came_back().await)),
            // It does not come from outside.
            Came::Never => return Ok(None),
            Came::New | Came::Again { paused: false } if greeted_before => return Ok(None),
            Came::New | Came::Again { paused: false } => {}
        }
        let (key, button) = match (community.platform, self.request.scene.kind) {
            (Platform::Discord | Platform::Console, _) => ("greeting-discord", None),
            (Platform::Telegram, SceneKind::Broadcast) => ("greeting-channel", Some("button-set-up")),
            (Platform::Telegram, SceneKind::Private) => return Ok(None),
            (Platform::Telegram, _) => ("greeting-group", Some("button-set-up")),
        };
        let mut message = self.about_community(key).await;
        message.choices.extend(button.map(|button| self.far_lever(button, Pull::Do(String::new()))));
        Ok(Some(Reply::new(self.language, message)))
    }

    /// Everything stands as it was, paused; a button lets it go on.
    async fn came_back(&self) -> Reply {
        let mut message = self.about_community("back-paused").await;
        message.choices.push(self.far_lever("button-resume", Pull::ResumeAll));
        Reply::new(self.language, message)
    }

    async fn about_community(&self, key: &str) -> Message {
        let title = match self.community {
            Some(community) if self.request.scene.kind == SceneKind::Broadcast => {
                self.venue.title(community).await
            }
            _ => None,
        };
        let title = title.unwrap_or_else(|| self.text("this-channel"));
        Message::of(vec![Block::Notice(self.format(key, &[("title", Value::Words(&title))]))])
    }

    /// A button that may be pressed elsewhere: the word about a channel goes to
    /// whoever added the bot, so it names the channel.
    fn far_lever(&self, label: &str, pull: Pull) -> Choice {
        let far = self.request.scene.kind == SceneKind::Broadcast;
        let of = self.community.filter(|_| far).map(|community| community.native);
        Choice::press(self.text(label), Lever { pull, language: self.language, of }.data())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_community_is_greeted_once_a_day_and_not_again_when_its_id_changes() {
        let greetings = Greetings::default();
        let group = |native| Community { platform: Platform::Telegram, native };
        let hour = |hours: u64| Duration::from_secs(hours * 3_600);
        assert!(greetings.take(group(1), hour(1)));
        assert!(!greetings.take(group(1), hour(24)));
        greetings.follow(group(1), group(2), hour(24));
        assert!(!greetings.take(group(2), hour(24)));
        assert!(greetings.take(group(2), hour(26)));
    }
}
