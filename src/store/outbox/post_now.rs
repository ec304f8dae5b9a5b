//! "Post it now": a post whose time is past goes out all the same while its
//! window is open, because a moderator said so.

use chrono::Datelike;

use super::super::changes::{Deed, record};
use super::super::communities::{destinations, known};
use super::super::{Store, StoreError, keys, millis};
use crate::remembrance::{self, Post};

impl Store {
    /// Makes this year's post of the deed's destination due now, if its window
    /// is open and it is neither sent nor under way, and notes that in the
    /// history. Whether it was made due.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn post_now(&self, deed: &Deed<'_>, post: Post) -> Result<bool, StoreError> {
        let (community, rules) = (deed.by.community(), deed.rules);
        let mut write = self.writer.begin_with("begin immediate").await?;
        let Some(known) = known(&mut write, community).await? else { return Ok(false) };
        let found = destinations(&mut write, known.id).await?.into_iter();
        let mut open = found.filter(|found| found.closed.is_none() && found.paused_at.is_none());
        let Some(destination) = open.find(|found| Some(found.place) == deed.place) else { return Ok(false) };
        let zone = destination.settings.zone(&known.defaults);
        let year = rules.local(zone, deed.now).year();
        let window = remembrance::window(post, &destination.settings.schedule, zone, year, rules);
        let Some(window) = window.filter(|window| window.due <= deed.now && deed.now < window.until) else {
            return Ok(false);
        };
        if let Some(update) = deed.update
            && !keys::first(&mut write, community.platform, update, deed.now).await?
        {
            return Ok(false);
        }
        let place = destination.place;
        let (platform, post, now) = (community.platform.name(), post.name(), millis(deed.now));
        let (due, until, moment) = (millis(window.due), millis(window.until), window.moment.map(millis));
        let made = sqlx::query!(
            "insert into posts
                (community, destination, platform, channel, topic, post, year, due, until, moment, wake)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             on conflict (community, channel, topic, post, year) do update
             set destination = excluded.destination, due = excluded.due, until = excluded.until,
                moment = excluded.moment, wake = excluded.wake, pause = 0, state = 'planned', reason = null,
                done_at = null, refusals = 0, outages = 0
             where state in ('planned', 'waiting', 'missed', 'failed', 'cancelled')",
            known.id,
            destination.id,
            platform,
            place.channel,
            place.topic,
            post,
            year,
            due,
            until,
            moment,
            now
        )
        .execute(&mut *write)
        .await?;
        let made = made.rows_affected() > 0;
        if made {
            record(&mut write, known.id, deed).await?;
        }
        write.commit().await?;
        Ok(made)
    }
}
