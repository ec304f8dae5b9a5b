//! The rights that the bot needs in a place, and what a look found of them.

/// A right of the bot in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// To see the channel.
    View,
    /// To send messages.
    Send,
    /// To send messages in threads.
    SendInThreads,
    /// To embed links.
    Embed,
    /// To attach files; to send photos.
    Attach,
    /// To notify the chosen role.
    Mention,
    /// To read the channel's history, for looking whether a post stands.
    History,
    /// To create scheduled events.
    CreateEvents,
    /// To write in a locked thread.
    Unlock,
}

impl Right {
    const ALL: [Self; 9] = [
        Self::View,
        Self::Send,
        Self::SendInThreads,
        Self::Embed,
        Self::Attach,
        Self::Mention,
        Self::History,
        Self::CreateEvents,
        Self::Unlock,
    ];

    /// Its name, as the text `right-<name>` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Send => "send",
            Self::SendInThreads => "send-in-threads",
            Self::Embed => "embed",
            Self::Attach => "attach",
            Self::Mention => "mention",
            Self::History => "history",
            Self::CreateEvents => "create-events",
            Self::Unlock => "unlock",
        }
    }

    /// Whether it is granted in the server as a whole: no channel has it.
    #[must_use]
    pub const fn is_of_server(self) -> bool {
        matches!(self, Self::CreateEvents)
    }

    /// Whether nothing at all can be posted without it.
    #[must_use]
    pub const fn is_essential(self) -> bool {
        matches!(self, Self::View | Self::Send | Self::SendInThreads | Self::Unlock)
    }
}

/// What the bot may do in a place, as the platform says now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// What it lacks of what a post with these settings needs.
    pub missing: Vec<Right>,
    /// The role that was chosen cannot be notified, or is gone.
    pub deaf_role: bool,
    /// An announcement channel: posts there can be published.
    pub announcements: bool,
}

/// A role that cannot be notified, among the names of what is missing.
const DEAF_ROLE: &str = "deaf-role";

impl Rights {
    /// What is wrong, as the database has it: names, a space between them;
    /// `None` where all is well.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let mut names: Vec<&str> = self.missing.iter().map(|right| right.name()).collect();
        names.extend(self.deaf_role.then_some(DEAF_ROLE));
        (!names.is_empty()).then(|| names.join(" "))
    }

    /// The same read back; what has no name here is left out.
    #[must_use]
    pub fn read(code: &str) -> Self {
        let named = |name: &str| Right::ALL.into_iter().find(|right| right.name() == name);
        let deaf_role = code.split(' ').any(|name| name == DEAF_ROLE);
        Self { missing: code.split(' ').filter_map(named).collect(), deaf_role, announcements: false }
    }

    /// What the last look found, if there was one, by its code.
    #[must_use]
    pub fn found(looked: bool, code: Option<&str>) -> Option<Self> {
        looked.then(|| code.map(Self::read).unwrap_or_default())
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.missing.is_empty() && !self.deaf_role
    }

    /// Whether the bot lacks this there.
    #[must_use]
    pub fn lacks(&self, right: Right) -> bool {
        self.missing.contains(&right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_look_found_is_read_back_from_the_database() {
        let rights = Rights { missing: Right::ALL.to_vec(), deaf_role: true, announcements: false };
        assert_eq!(rights.code().map(|code| Rights::read(&code)), Some(rights));
        assert_eq!(Rights::default().code(), None);
        assert_eq!(Rights::found(false, Some("embed")), None);
        assert!(Rights::found(true, None).is_some_and(|found| found.is_well()));
    }
}
