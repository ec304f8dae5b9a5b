-- An update of Telegram's is confirmed when it was handled. Where a few chats
-- that do not answer hold up everybody behind them, theirs are confirmed before
-- that, and stand here until they are handled: a kill loses none. They are
-- people's messages, so none stands here longer than it must.

create table waiting_updates (
    platform text not null,
    update_id integer not null,
    -- The chat that it comes from, or else the person: erased with its settings.
    chat integer not null,
    at integer not null,
    -- The update as the platform sent it: JSON.
    body text not null,
    primary key (platform, update_id)
) strict, without rowid;

create index waiting_updates_of_chat on waiting_updates (platform, chat);
