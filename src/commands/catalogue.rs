//! [`CATALOGUE`]: the one table of commands and their options. Parsing, the
//! registration of slash commands, the menus, the help text, the console's
//! completion and the README's table are loops over it. An entry says what may
//! be given; it does nothing.

use super::values::{self, Given};
use super::{Access, Command, Remembrance, Surface, UsageError, Verb};

/// An entry of the catalogue.
#[derive(Debug)]
pub struct Entry {
    /// What it stands under.
    pub group: Group,
    /// The name, the same in every language and on every platform.
    pub name: &'static str,
    /// Other names that are understood where commands are typed.
    pub aliases: &'static [&'static str],
    /// Who may give it.
    pub access: Access,
    /// Where it exists.
    pub surfaces: &'static [Surface],
    /// What may be given with it, on any surface.
    pub options: &'static [Opt],
    build: fn(&Given) -> Result<Verb, UsageError>,
}

/// What a command stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// For everybody: `/january20 ask` on Discord, `/ask` elsewhere.
    January20,
    /// For moderators: `/remembrance set` everywhere.
    Remembrance,
}

impl Group {
    /// Every group.
    pub const ALL: &[Self] = &[Self::January20, Self::Remembrance];

    /// Its name as a command; its description is the text `command-<name>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::January20 => "january20",
            Self::Remembrance => "remembrance",
        }
    }
}

/// An option of a command.
#[derive(Debug)]
pub struct Opt {
    /// The name, the same in every language and on every platform. Where it is
    /// [`Opt::first`], `option-<name>` says what to write there.
    pub name: &'static str,
    /// The text that describes it is `describe-<text>`.
    pub text: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether the command is nothing without it.
    pub required: bool,
    /// Whether it is what stands after the command's name where commands are
    /// typed, without its own name.
    pub first: bool,
    /// Where it exists.
    pub surfaces: &'static [Surface],
}

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text {
        /// The most that Discord lets people type.
        most: u16,
        /// What is offered while somebody types, if anything.
        offers: Option<Offer>,
    },
    /// One of these; a choice's name is the text `choice-<name>-<value>`.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A place to post in: a text or announcement channel, a thread, a forum
    /// post.
    Channel,
    /// A role.
    Role,
}

/// What is offered while somebody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Known questions.
    Questions,
    /// Topics.
    Topics,
    /// Sources.
    Sources,
    /// Zones, by city and country.
    Zones,
    /// Languages and pairs of them.
    Languages,
}

const ANYWHERE: &[Surface] = &[Surface::Discord, Surface::Telegram, Surface::Console];
const TYPED: &[Surface] = &[Surface::Telegram, Surface::Console];
const DISCORD: &[Surface] = &[Surface::Discord];
const TELEGRAM: &[Surface] = &[Surface::Telegram];

const LANGUAGES: &[&str] = &["en", "az", "ru", "tr"];
/// The names of posts.
pub const POSTS: &[&str] = &["eve", "day", "silence"];
/// What a switch takes.
pub const SWITCH: &[&str] = &["on", "off"];
/// What `silence` takes.
pub const NOONS: &[&str] = &["baku", "local", "off"];
/// What `log` takes where it is typed.
pub const LOGS: &[&str] = &["here", "me", "off"];

const fn text(most: u16, offers: Option<Offer>) -> Kind {
    Kind::Text { most, offers }
}

const fn option(name: &'static str, text: &'static str, kind: Kind, surfaces: &'static [Surface]) -> Opt {
    Opt { name, text, kind, required: false, first: false, surfaces }
}

const fn first(name: &'static str, kind: Kind, required: bool, surfaces: &'static [Surface]) -> Opt {
    Opt { name, text: name, kind, required, first: true, surfaces }
}

/// The language of an answer; where commands are typed, `lang:az` as their
/// first word.
const ANSWER_LANGUAGE: Opt = option("language", "language", Kind::Choice(LANGUAGES), DISCORD);
const POST_LANGUAGES: Opt = option("language", "languages", text(5, Some(Offer::Languages)), ANYWHERE);
const TIMEZONE: Opt = option("timezone", "timezone", text(100, Some(Offer::Zones)), ANYWHERE);
const CHANNEL: Opt = option("channel", "channel", Kind::Channel, DISCORD);
const CHAT: Opt = option("chat", "chat", text(64, None), TELEGRAM);
const PLACE: &[Opt] = &[CHANNEL, CHAT];

const fn member(name: &'static str, options: &'static [Opt], build: Build) -> Entry {
    let (group, access) = (Group::January20, Access::Member);
    Entry { group, name, aliases: &[], access, surfaces: ANYWHERE, options, build }
}

const fn moderator(name: &'static str, options: &'static [Opt], build: Build) -> Entry {
    let (group, access) = (Group::Remembrance, Access::Moderator);
    Entry { group, name, aliases: &[], access, surfaces: ANYWHERE, options, build }
}

type Build = fn(&Given) -> Result<Verb, UsageError>;

/// Every command, in the order in which help shows them.
pub const CATALOGUE: &[Entry] = &[
    member(
        "ask",
        &[
            first("question", text(300, Some(Offer::Questions)), true, ANYWHERE),
            ANSWER_LANGUAGE,
            option("private", "private", Kind::Flag, DISCORD),
        ],
        |given| Ok(Verb::Ask { question: given.needed("ask", "question")? }),
    ),
    Entry {
        aliases: &["topics"],
        ..member(
            "topic",
            &[
                // Required where it is chosen from a list while typing.
                Opt { required: true, ..first("topic", text(100, Some(Offer::Topics)), false, DISCORD) },
                first("topic", text(100, Some(Offer::Topics)), false, TYPED),
                ANSWER_LANGUAGE,
            ],
            |given| Ok(Verb::Topic { topic: given.text("topic") }),
        )
    },
    member("timeline", &[ANSWER_LANGUAGE], |_| Ok(Verb::Timeline)),
    member("figures", &[ANSWER_LANGUAGE], |_| Ok(Verb::Figures)),
    Entry {
        aliases: &["source"],
        ..member(
            "sources",
            &[first("source", text(100, Some(Offer::Sources)), false, ANYWHERE), ANSWER_LANGUAGE],
            |given| Ok(Verb::Sources { source: given.text("source") }),
        )
    },
    member("calendar", &[ANSWER_LANGUAGE], |_| Ok(Verb::Calendar)),
    Entry { aliases: &["help", "start"], ..member("about", &[ANSWER_LANGUAGE], |_| Ok(Verb::About)) },
    Entry {
        surfaces: TYPED,
        ..member("language", &[first("language", Kind::Choice(LANGUAGES), false, TYPED)], |given| {
            Ok(Verb::Language { choice: values::language(given)? })
        })
    },
    moderator(
        "set",
        &[
            CHANNEL,
            POST_LANGUAGES,
            TIMEZONE,
            option("eve", "eve", text(5, None), ANYWHERE),
            option("day", "day", text(5, None), ANYWHERE),
            option("silence", "silence", Kind::Choice(NOONS), ANYWHERE),
            option("mention", "mention", Kind::Role, DISCORD),
            option("note", "note", text(300, None), ANYWHERE),
            option("publish", "publish", Kind::Choice(SWITCH), DISCORD),
            option("event", "event", Kind::Choice(SWITCH), DISCORD),
            option("clear", "clear", Kind::Choice(&["mention", "note", "language", "timezone"]), DISCORD),
            option("clear", "clear", Kind::Choice(&["note", "language", "timezone"]), TYPED),
            CHAT,
        ],
        |given| values::set(given).map(|set| Verb::Remembrance(Remembrance::Set(Box::new(set)))),
    ),
    moderator("status", &[CHAT], |_| Ok(Verb::Remembrance(Remembrance::Status))),
    moderator(
        "preview",
        &[first("post", Kind::Choice(POSTS), true, ANYWHERE), CHANNEL, POST_LANGUAGES, CHAT],
        |given| {
            let post =
                values::post(given)?.ok_or(UsageError::Missing { command: "preview", option: "post" })?;
            let languages = values::languages(given)?;
            Ok(Verb::Remembrance(Remembrance::Preview { post, channel: given.id("channel"), languages }))
        },
    ),
    moderator("test", &[first("post", Kind::Choice(POSTS), false, ANYWHERE), CHANNEL, CHAT], |given| {
        let post = values::post(given)?.unwrap_or(crate::remembrance::Post::Day);
        Ok(Verb::Remembrance(Remembrance::Test { post, channel: given.id("channel") }))
    }),
    moderator("pause", PLACE, |given| {
        Ok(Verb::Remembrance(Remembrance::Pause { channel: given.id("channel") }))
    }),
    moderator("resume", PLACE, |given| {
        Ok(Verb::Remembrance(Remembrance::Resume { channel: given.id("channel") }))
    }),
    moderator("remove", PLACE, |given| {
        Ok(Verb::Remembrance(Remembrance::Remove { channel: given.id("channel") }))
    }),
    moderator(
        "defaults",
        &[
            POST_LANGUAGES,
            TIMEZONE,
            option("log", "log", Kind::Channel, DISCORD),
            option("log", "log", Kind::Choice(LOGS), TELEGRAM),
            option("log", "log", Kind::Choice(&["here", "off"]), &[Surface::Console]),
            option("clear", "clear", Kind::Choice(&["language", "timezone", "log"]), ANYWHERE),
            CHAT,
        ],
        |given| values::preferences(given).map(|wish| Verb::Remembrance(Remembrance::Defaults(wish))),
    ),
    moderator("history", &[CHAT], |_| Ok(Verb::Remembrance(Remembrance::History))),
    moderator("export", &[CHAT], |_| Ok(Verb::Remembrance(Remembrance::Export))),
    moderator("forget", &[CHAT], |_| Ok(Verb::Remembrance(Remembrance::Forget))),
    Entry { surfaces: TELEGRAM, ..moderator("chats", &[], |_| Ok(Verb::Remembrance(Remembrance::Chats))) },
];

impl Entry {
    /// The key of the text that describes it.
    #[must_use]
    pub fn text(&self) -> String {
        match self.group {
            Group::January20 => format!("command-{}", self.name),
            Group::Remembrance => format!("command-remembrance-{}", self.name),
        }
    }

    /// What is typed for it, without the slash: `ask`, `remembrance set`.
    #[must_use]
    pub fn call(&self) -> String {
        match self.group {
            Group::January20 => self.name.to_owned(),
            Group::Remembrance => format!("{} {}", self.group.name(), self.name),
        }
    }

    /// Whether people may call it `name`.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// Whether it exists there.
    #[must_use]
    pub fn is_on(&self, surface: Surface) -> bool {
        self.surfaces.contains(&surface)
    }

    /// What may be given with it there.
    pub fn options(&self, surface: Surface) -> impl Iterator<Item = &'static Opt> {
        self.options.iter().filter(move |option| option.surfaces.contains(&surface))
    }

    /// What stands after its name where it is typed, if anything.
    #[must_use]
    pub fn first(&self) -> Option<&'static Opt> {
        let typed = |option: &&Opt| option.first && !option.surfaces.iter().all(|on| DISCORD.contains(on));
        self.options.iter().find(typed)
    }

    /// The entries that exist somewhere.
    pub fn on(surface: Surface) -> impl Iterator<Item = &'static Self> {
        CATALOGUE.iter().filter(move |entry| entry.is_on(surface))
    }

    /// What this entry means with what was given.
    ///
    /// # Errors
    /// [`UsageError`], naming the value that is wrong.
    pub fn command(&self, mut given: Given) -> Result<Command, UsageError> {
        let language = given.language.take();
        let language = match (language, self.group) {
            (None, Group::January20) if self.name != "language" => values::language(&given)?,
            (language, _) => language,
        };
        let private = given.flag("private");
        let chat = values::chat(&given)?;
        let verb = (self.build)(&given)?;
        Ok(Command { verb, language, private, chat })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::parse::{self, Value};

    #[test]
    fn no_name_is_used_twice_and_every_name_fits_both_platforms() {
        for group in Group::ALL {
            let entries = CATALOGUE.iter().filter(|entry| entry.group == *group);
            let mut names: Vec<&str> =
                entries.flat_map(|entry| entry.aliases.iter().chain([&entry.name])).copied().collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
            // Telegram is the stricter: 1-32 of a-z, 0-9 and _.
            let fits = |name: &&str| name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!(names.iter().all(fits));
        }
    }

    #[test]
    fn an_option_has_one_form_on_each_surface_and_what_is_required_comes_first() {
        for entry in CATALOGUE {
            for surface in ANYWHERE {
                let options: Vec<&Opt> = entry.options(*surface).collect();
                let mut names: Vec<&str> = options.iter().map(|option| option.name).collect();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), options.len(), "{}", entry.name);
                assert!(options.len() <= 25);
                let optional = options.iter().position(|option| !option.required).unwrap_or(options.len());
                assert!(options[optional..].iter().all(|option| !option.required), "{}", entry.name);
            }
        }
    }

    #[test]
    fn every_entry_can_be_built_with_every_option_and_needs_the_access_it_says() {
        for entry in Entry::on(Surface::Discord) {
            let value = |option: &Opt| match option.kind {
                Kind::Choice(choices) => Value::Text(choices[0].to_owned()),
                Kind::Flag => Value::Flag(true),
                Kind::Channel | Kind::Role => Value::Id(7),
                Kind::Text { .. } => Value::Text(match option.name {
                    "eve" | "day" => "09:00".to_owned(),
                    _ => "az".to_owned(),
                }),
            };
            let given: Vec<(&str, Value)> = entry
                .options(Surface::Discord)
                .filter(|option| option.name != "clear")
                .map(|option| (option.name, value(option)))
                .collect();
            let command = parse::named(&[entry.group.name(), entry.name], given);
            let command = command.unwrap_or_else(|error| panic!("{}: {error}", entry.name));
            assert_eq!(command.verb.access(), entry.access, "{}", entry.name);
        }
    }
}
