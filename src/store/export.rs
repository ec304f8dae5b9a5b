//! All that is stored about a community, for the community: ids, not names.
//! Ids are text, since many readers of JSON round large numbers.

use serde_json::Value;

use super::communities::row_of;
use super::{Store, StoreError};
use crate::community::Community;

impl Store {
    /// All that is stored about a community, if anything is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn export(&self, community: Community) -> Result<Option<Value>, StoreError> {
        let mut read = self.readers.begin().await?;
        let Some(row) = row_of(&mut read, community).await? else { return Ok(None) };
        let text = sqlx::query_scalar!(
            r#"select json_object(
                'community', json_object('platform', platform, 'id', cast(native as text),
                    'languages', languages, 'timezone', zone, 'app_language', app_language,
                    'log_channel', cast(log_channel as text), 'log_topic', cast(log_topic as text),
                    'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                    'left_at', strftime('%Y-%m-%dT%H:%M:%SZ', left_at / 1000, 'unixepoch')),
                'destinations', json((select json_group_array(json_object(
                        'id', id, 'channel', cast(channel as text), 'topic', cast(topic as text),
                        'languages', languages, 'timezone', zone, 'eve', eve, 'day', day, 'silence', silence,
                        'mention', cast(mention as text), 'note', note, 'publish', publish, 'event', event,
                        'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                        'paused_at', strftime('%Y-%m-%dT%H:%M:%SZ', paused_at / 1000, 'unixepoch'),
                        'removed_at', strftime('%Y-%m-%dT%H:%M:%SZ', removed_at / 1000, 'unixepoch'),
                        'closed_at', strftime('%Y-%m-%dT%H:%M:%SZ', closed_at / 1000, 'unixepoch'),
                        'closed_why', closed_why, 'health', health,
                        'looked_at', strftime('%Y-%m-%dT%H:%M:%SZ', looked_at / 1000, 'unixepoch')))
                    from (select * from destinations where community = ?1 order by id))),
                'posts', json((select json_group_array(json_object(
                        'destination', destination, 'channel', cast(channel as text),
                        'topic', cast(topic as text), 'post', post, 'year', year, 'state', state,
                        'reason', reason, 'due', strftime('%Y-%m-%dT%H:%M:%SZ', due / 1000, 'unixepoch'),
                        'done_at', strftime('%Y-%m-%dT%H:%M:%SZ', done_at / 1000, 'unixepoch'),
                        'messages', json(messages), 'uncertain', uncertain, 'languages', languages))
                    from (select * from posts where community = ?1 order by due, id))),
                'events', json((select json_group_array(json_object(
                        'destination', destination, 'channel', cast(channel as text), 'year', year,
                        'event', cast(native as text),
                        'starts', strftime('%Y-%m-%dT%H:%M:%SZ', starts / 1000, 'unixepoch')))
                    from (select * from events where community = ?1 order by destination, year))),
                'changes', json((select json_group_array(json_object(
                        'at', strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch'),
                        'person', cast(person as text), 'anonymous', anonymous,
                        'channel', cast(channel as text), 'topic', cast(topic as text), 'action', action,
                        'detail', detail))
                    from (select * from changes where community = ?1 order by id))),
                'notices', json((select json_group_array(json_object(
                        'at', strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch'),
                        'channel', cast(channel as text), 'topic', cast(topic as text), 'kind', kind,
                        'post', post, 'year', year, 'detail', detail,
                        'told_at', strftime('%Y-%m-%dT%H:%M:%SZ', told_at / 1000, 'unixepoch')))
                    from (select * from notices where community = ?1 order by id))),
                'waiting_updates', json((select json_group_array(json_object(
                        'update', update_id, 'at', strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000, 'unixepoch')))
                    from (select * from waiting_updates
                        where waiting_updates.platform = communities.platform
                            and waiting_updates.chat = communities.native
                        order by update_id)))) as "all!: String"
             from communities
             where id = ?1"#,
            row
        )
        .fetch_one(&mut *read)
        .await?;
        serde_json::from_str(&text).map(Some).map_err(|_| StoreError::Value(text))
    }
}
