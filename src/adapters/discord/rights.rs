//! What the bot may do in a channel, worked out as Discord works it out: roles
//! of the server, then the overwrites of the channel, or of the parent of a
//! thread. Pure. No field of an interaction says this of a *chosen* channel.
//! <https://docs.discord.com/developers/topics/permissions>

use serde::Deserialize;
use serenity::model::Permissions;
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

use crate::ports::{Needs, Right, Rights};

/// A server, as far as rights depend on it.
#[derive(Debug, Clone, Deserialize)]
pub struct Server {
    /// Its id, which is also that of the role that everybody has.
    pub id: GuildId,
    /// Whoever owns it may do everything.
    pub owner_id: UserId,
    /// Its roles.
    pub roles: Vec<Role>,
}

/// A role of a server.
#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// What it allows.
    pub permissions: Permissions,
    /// Whether anybody may notify it.
    #[serde(default)]
    pub mentionable: bool,
}

/// The bot, as a member of a server.
#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    /// Its roles.
    pub roles: Vec<RoleId>,
}

/// A channel or a thread.
#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: u8,
    /// The server it belongs to.
    pub guild_id: Option<GuildId>,
    /// The channel that a thread belongs to; otherwise a category.
    pub parent_id: Option<ChannelId>,
    /// What differs from the server's roles.
    #[serde(default)]
    pub permission_overwrites: Vec<Overwrite>,
    /// A thread's own.
    pub thread_metadata: Option<Thread>,
}

/// What is said of a thread.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Thread {
    /// Only whoever may manage threads writes there.
    #[serde(default)]
    pub locked: bool,
}

/// An exception in a channel.
#[derive(Debug, Clone, Deserialize)]
pub struct Overwrite {
    /// Of a role or a member.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// 0: a role, 1: a member.
    #[serde(rename = "type")]
    pub kind: u8,
    /// What it allows.
    pub allow: Permissions,
    /// What it forbids.
    pub deny: Permissions,
}

/// Reads an id: text, as numbers of JSON are too coarse for it.
///
/// # Errors
/// If it is none.
pub fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().ok().filter(|id| *id > 0).ok_or_else(|| serde::de::Error::custom("no id"))
}

/// An announcement channel, whose messages can be published.
const ANNOUNCEMENTS: u8 = 5;

impl Channel {
    /// Whether it is a thread or a forum post.
    #[must_use]
    pub fn is_thread(&self) -> bool {
        (10..=12).contains(&self.kind)
    }

    /// Whether messages can be posted there at all.
    #[must_use]
    pub fn takes_posts(&self) -> bool {
        matches!(self.kind, 0 | ANNOUNCEMENTS) || self.is_thread()
    }
}

/// The bot in a server.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The server.
    pub server: Server,
    /// The bot's own membership.
    pub member: Member,
    /// The bot's own id.
    pub own: UserId,
}

impl Standing {
    /// What it may do in the whole server.
    #[must_use]
    pub fn base(&self) -> Permissions {
        let everybody = RoleId::new(self.server.id.get());
        let roles = self.server.roles.iter();
        let own = roles.filter(|role| role.id == everybody || self.member.roles.contains(&role.id));
        let base = own.fold(Permissions::empty(), |all, role| all | role.permissions);
        let unlimited = base.administrator() || self.server.owner_id == self.own;
        if unlimited { Permissions::all() } else { base }
    }

    /// What it may do in a channel of these overwrites.
    #[must_use]
    pub fn within(&self, overwrites: &[Overwrite]) -> Permissions {
        let base = self.base();
        if base == Permissions::all() {
            return base;
        }
        let apply = |permissions: Permissions, chosen: &dyn Fn(&&Overwrite) -> bool| {
            let (allow, deny) = overwrites
                .iter()
                .filter(chosen)
                .fold((Permissions::empty(), Permissions::empty()), |(allow, deny), overwrite| {
                    (allow | overwrite.allow, deny | overwrite.deny)
                });
            (permissions - deny) | allow
        };
        let everybody = self.server.id.get();
        let has = |id: u64| self.member.roles.iter().any(|role| role.get() == id);
        let all = apply(base, &|overwrite| overwrite.kind == 0 && overwrite.id == everybody);
        let roles = apply(all, &|overwrite| overwrite.kind == 0 && has(overwrite.id));
        apply(roles, &|overwrite| overwrite.kind == 1 && overwrite.id == self.own.get())
    }

    /// What it lacks in a channel for a post with these needs. `parent`: of a
    /// thread, whose overwrites are its parent's.
    #[must_use]
    pub fn rights(&self, channel: &Channel, parent: Option<&Channel>, needs: Needs) -> Rights {
        let overwrites = parent.unwrap_or(channel);
        let may = self.within(&overwrites.permission_overwrites);
        let send = if channel.is_thread() {
            (Permissions::SEND_MESSAGES_IN_THREADS, Right::SendInThreads)
        } else {
            (Permissions::SEND_MESSAGES, Right::Send)
        };
        let wanted = [
            (Permissions::VIEW_CHANNEL, Right::View),
            send,
            (Permissions::EMBED_LINKS, Right::Embed),
            (Permissions::ATTACH_FILES, Right::Attach),
        ];
        let lacking = wanted.into_iter().filter(|(permission, _)| !may.contains(*permission));
        let mut missing: Vec<Right> = lacking.map(|(_, right)| right).collect();
        let locked = channel.thread_metadata.is_some_and(|thread| thread.locked);
        if locked && !may.contains(Permissions::MANAGE_THREADS) {
            missing.push(Right::Unlock);
        }
        let role = needs.mention.map(|id| self.server.roles.iter().find(|role| signed(role.id.get()) == id));
        let unheard = role.flatten().is_some_and(|role| !role.mentionable);
        let mute = unheard && !may.contains(Permissions::MENTION_EVERYONE);
        if mute {
            missing.push(Right::Mention);
        }
        if needs.event && !self.base().contains(Permissions::CREATE_EVENTS) {
            missing.push(Right::CreateEvents);
        }
        Rights {
            missing,
            deaf_role: mute || role.is_some_and(|role| role.is_none()),
            announcements: channel.kind == ANNOUNCEMENTS,
        }
    }
}

/// An id as the house keeps it: Discord's have 63 bits at most.
#[must_use]
pub fn signed(id: u64) -> i64 {
    id.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const OWN: UserId = UserId::new(7);

    fn standing(roles: &Value, own: &Value) -> Standing {
        let server = json!({"id": "1", "owner_id": "2", "roles": roles});
        Standing {
            server: serde_json::from_value(server).expect("a server"),
            member: serde_json::from_value(json!({"roles": own})).expect("a member"),
            own: OWN,
        }
    }

    fn everybody(permissions: Permissions) -> Value {
        json!({"id": "1", "permissions": permissions.bits().to_string()})
    }

    fn channel(kind: u8, overwrites: &Value) -> Channel {
        let channel = json!({"type": kind, "guild_id": "1", "permission_overwrites": overwrites});
        serde_json::from_value(channel).expect("a channel")
    }

    fn plain() -> Permissions {
        Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES
    }

    #[test]
    fn a_members_overwrite_outweighs_its_roles_and_a_roles_everybodys() {
        let send = Permissions::SEND_MESSAGES.bits().to_string();
        let of = standing(&json!([everybody(plain())]), &json!(["3"]));
        let denied = json!({"id": "1", "type": 0, "allow": "0", "deny": send});
        let role = json!({"id": "3", "type": 0, "allow": send, "deny": "0"});
        let member = json!({"id": "7", "type": 1, "allow": "0", "deny": send});
        let may = |overwrites: Value| of.within(&channel(0, &overwrites).permission_overwrites);
        assert!(!may(json!([denied])).send_messages());
        assert!(may(json!([denied, role])).send_messages());
        assert!(!may(json!([denied, role, member])).send_messages());
    }

    #[test]
    fn an_administrator_and_the_owner_may_do_everything() {
        let admin = json!({"id": "3", "permissions": Permissions::ADMINISTRATOR.bits().to_string()});
        let of = standing(&json!([everybody(Permissions::empty()), admin]), &json!(["3"]));
        let deny = json!([{"id": "7", "type": 1, "allow": "0", "deny": plain().bits().to_string()}]);
        assert_eq!(of.rights(&channel(0, &deny), None, Needs::default()).missing, []);
    }

    #[test]
    fn what_is_missing_is_named() {
        let of = standing(&json!([everybody(Permissions::VIEW_CHANNEL)]), &json!([]));
        let text = of.rights(&channel(5, &json!([])), None, Needs { event: true, ..Needs::default() });
        assert_eq!(text.missing, [Right::Send, Right::Embed, Right::Attach, Right::CreateEvents]);
        assert!(text.announcements);
    }

    #[test]
    fn a_thread_takes_its_parents_overwrites_and_a_locked_one_is_a_missing_right() {
        let all = plain() | Permissions::SEND_MESSAGES_IN_THREADS | Permissions::EMBED_LINKS;
        let of = standing(&json!([everybody(all | Permissions::ATTACH_FILES)]), &json!([]));
        let deny = Permissions::SEND_MESSAGES_IN_THREADS.bits().to_string();
        let parent = channel(15, &json!([{"id": "1", "type": 0, "allow": "0", "deny": deny}]));
        let mut thread = channel(11, &json!([]));
        assert_eq!(of.rights(&thread, Some(&parent), Needs::default()).missing, [Right::SendInThreads]);
        thread.thread_metadata = Some(Thread { locked: true });
        let open = channel(15, &json!([]));
        assert_eq!(of.rights(&thread, Some(&open), Needs::default()).missing, [Right::Unlock]);
    }

    #[test]
    fn a_role_that_cannot_be_notified_or_is_gone_is_deaf() {
        let all = plain() | Permissions::EMBED_LINKS | Permissions::ATTACH_FILES;
        let quiet = json!({"id": "3", "permissions": "0", "mentionable": false});
        let loud = json!({"id": "4", "permissions": "0", "mentionable": true});
        let of = standing(&json!([everybody(all), quiet, loud]), &json!([]));
        let look = |role| {
            let needs = Needs { mention: Some(role), event: false };
            let rights = of.rights(&channel(0, &json!([])), None, needs);
            (rights.deaf_role, rights.missing)
        };
        assert_eq!(look(3), (true, vec![Right::Mention]));
        assert_eq!(look(4), (false, vec![]));
        assert_eq!(look(5), (true, vec![]));
    }
}
