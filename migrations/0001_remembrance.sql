-- What communities want, what was posted for them, and what moderators did.
--
-- Instants are milliseconds since 1970 in UTC. A schedule keeps its local hour
-- and its zone as text: the instant that they mean changes with the rules of
-- zones. Ids are never used again (autoincrement), since a post's nonce is made
-- of its destination's.

create table communities (
    id integer primary key autoincrement,
    platform text not null check (platform in ('discord', 'telegram', 'console')),
    -- The platform's own id of the server, chat or channel.
    native integer not null,
    -- Defaults that destinations follow: 'az' or 'az+en', an IANA name.
    languages text,
    zone text,
    -- The app language of the server or chat when it was first set up.
    app_language text,
    -- Where receipts and warnings go; on Telegram also a person's private chat.
    log_channel integer,
    log_topic integer,
    created_at integer not null,
    -- When the bot was removed from it.
    left_at integer,
    unique (platform, native)
) strict;

create table destinations (
    id integer primary key autoincrement,
    community integer not null references communities (id) on delete cascade,
    -- Its community's: the looks of one platform do not wait for another's.
    platform text not null,
    channel integer not null,
    -- A forum topic of a Telegram chat, or 0.
    topic integer not null default 0,
    -- None: the community's.
    languages text,
    zone text,
    -- 'HH:MM' or 'off'.
    eve text not null default '20:00',
    day text not null default '09:00',
    silence text not null default 'baku' check (silence in ('baku', 'local', 'off')),
    mention integer,
    note text,
    publish integer not null default 0,
    event integer not null default 0,
    created_at integer not null,
    paused_at integer,
    -- Removed by a moderator, who may undo it for a while.
    removed_at integer,
    -- The first of two refusals that only together mean that it is gone.
    doubted_at integer,
    -- Found to be gone, and why.
    closed_at integer,
    closed_why text,
    -- A closed or deleted topic: posts go to the chat itself.
    topic_lost_at integer,
    -- What the last look found wrong, when that was, and when to look again.
    health text,
    looked_at integer,
    look_at integer,
    -- Up to when its posts are planned: what falls due later has a row, or is
    -- not wanted.
    planned_at integer,
    unique (community, channel, topic)
) strict;

create index destinations_to_look_at on destinations (platform, look_at)
    where look_at is not null and removed_at is null and closed_at is null;
create index destinations_with_event on destinations (platform) where event;

-- The outbox: one row for each place, post and year.
create table posts (
    id integer primary key autoincrement,
    community integer not null references communities (id) on delete cascade,
    -- Not a reference: a post is remembered when its destination is not.
    destination integer not null,
    platform text not null,
    channel integer not null,
    topic integer not null,
    post text not null check (post in ('eve', 'day', 'silence')),
    year integer not null,
    due integer not null,
    until integer not null,
    moment integer,
    state text not null default 'planned'
        check (state in ('planned', 'sending', 'waiting', 'sent', 'missed', 'failed', 'cancelled')),
    reason text,
    -- When to look at it next: its due time, or that of the next attempt.
    wake integer not null,
    -- How long before `wake` that was decided: what is further ahead than this
    -- was decided by a clock that has been set right since.
    pause integer not null default 0,
    -- Attempts one after another: refused for no known reason; arrived nowhere;
    -- with an outcome that nobody knows.
    refusals integer not null default 0,
    outages integer not null default 0,
    unknowns integer not null default 0,
    -- The first attempt whose outcome is not known.
    unknown_at integer,
    -- How many of its parts were accepted, and the messages they became.
    parts integer not null default 0,
    messages text not null default '[]',
    -- Whether a part may stand twice.
    uncertain integer not null default 0,
    -- The platform refused the form: words alone from now on.
    plain integer not null default 0,
    -- Those that its first part was sent in.
    languages text,
    began_at integer,
    done_at integer,
    -- Announcement channels: when to publish it next, and when that was done.
    publish_wake integer,
    published_at integer,
    unique (community, channel, topic, post, year)
) strict;

create index posts_by_wake on posts (platform, post, wake) where state in ('planned', 'waiting');
create index posts_waiting on posts (platform) where state = 'waiting';
create index posts_by_end on posts (platform, until, due)
    where state in ('planned', 'waiting') and unknown_at is null;
create index posts_in_flight on posts (platform) where state = 'sending';
create index posts_to_publish on posts (platform, publish_wake) where publish_wake is not null;
create index posts_of_destination on posts (destination);

-- Discord's scheduled events for the minute of silence.
create table events (
    destination integer not null references destinations (id) on delete cascade,
    year integer not null,
    -- The platform's id; none while it is to be made.
    native integer,
    starts integer not null,
    wake integer,
    refusals integer not null default 0,
    primary key (destination, year)
) strict, without rowid;

create table changes (
    id integer primary key autoincrement,
    community integer not null references communities (id) on delete cascade,
    channel integer,
    topic integer,
    at integer not null,
    -- A person's id on the platform; none for the program and for the anonymous.
    person integer,
    anonymous integer not null default 0,
    action text not null,
    detail text not null default ''
) strict;

create index changes_of_community on changes (community, at);
create index changes_of_person on changes (person) where person is not null;

-- What moderators are to be told, once.
create table notices (
    id integer primary key autoincrement,
    community integer not null references communities (id) on delete cascade,
    -- Its community's: the words of one platform do not wait for another's.
    platform text not null,
    channel integer not null,
    topic integer not null,
    post text,
    year integer,
    -- 'receipt', or the fault's kind.
    kind text not null,
    detail text not null default '',
    at integer not null,
    -- When to try next to tell it; none when nobody could be reached.
    wake integer,
    told_at integer
) strict;

create index notices_of_community on notices (community, kind);
create index notices_to_tell on notices (community) where told_at is null;
create index notices_by_wake on notices (platform, wake) where told_at is null and wake is not null;

-- What is left of old and of forgotten posts: numbers.
create table tallies (
    year integer not null,
    platform text not null,
    languages text not null,
    post text not null,
    state text not null,
    count integer not null,
    primary key (year, platform, languages, post, state)
) strict, without rowid;

-- One copy of the program acts at a time: it raises the counter.
create table lease (
    id integer primary key check (id = 1),
    counter integer not null,
    holder text
) strict;

insert into lease (id, counter) values (1, 0);

-- Posts that the operator holds back.
create table holds (
    post text primary key check (post in ('eve', 'day', 'silence'))
) strict, without rowid;

-- Updates whose changes were made, so that none is made twice.
create table updates (
    platform text not null,
    update_id integer not null,
    at integer not null,
    primary key (platform, update_id)
) strict, without rowid;

-- The platform's ids of pictures that it has.
create table files (
    platform text not null,
    name text not null,
    file text not null,
    at integer not null,
    primary key (platform, name)
) strict, without rowid;

-- The program's own memory: when a copy was made, which zone rules planned.
create table memory (
    key text primary key,
    value text not null
) strict, without rowid;
