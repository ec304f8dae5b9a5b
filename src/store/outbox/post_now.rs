//! "Post it now": a post whose time is past goes out all the same while its
//! window is open, because a moderator said so.

use chrono::{DateTime, Datelike, Utc};

use super::super::communities::{destinations, known};
use super::super::{Store, StoreError, millis};
use crate::community::{Community, Place};
use crate::remembrance::{self, Post};
use crate::zones::Rules;

impl Store {
    /// Makes this year's post of a destination due now, if its window is open
    /// and it is neither sent nor under way. Whether it was made due.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub async fn post_now(
        &self,
        (community, place): (Community, Place),
        post: Post,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        let Some(known) = known(&mut write, community).await? else { return Ok(false) };
        let found = destinations(&mut write, known.id).await?.into_iter().find(|found| found.place == place);
        let Some(destination) = found.filter(|found| found.closed.is_none() && found.paused_at.is_none())
        else {
            return Ok(false);
        };
        let zone = destination.settings.zone(&known.defaults);
        let year = rules.local(zone, now).year();
        let window = remembrance::window(post, &destination.settings.schedule, zone, year, rules);
        let Some(window) = window.filter(|window| window.due <= now && now < window.until) else {
            return Ok(false);
        };
        let (platform, post, now) = (community.platform.name(), post.name(), millis(now));
        let (due, until, moment) = (millis(window.due), millis(window.until), window.moment.map(millis));
        let made = sqlx::query!(
            "insert into posts
                (community, destination, platform, channel, topic, post, year, due, until, moment, wake)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             on conflict (community, channel, topic, post, year) do update
             set destination = excluded.destination, due = excluded.due, until = excluded.until,
                moment = excluded.moment, wake = excluded.wake, pause = 0, state = 'planned', reason = null,
                done_at = null, refusals = 0
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
        write.commit().await?;
        Ok(made.rows_affected() > 0)
    }
}
