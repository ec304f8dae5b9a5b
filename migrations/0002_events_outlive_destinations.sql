-- An event that stands on Discord is to be removed there also when the
-- destination that wanted it is no more: erased a quarter of an hour after its
-- removal, or made anew in the same place. So an event hangs on its community,
-- and only remembers which destination wanted it.

create table standing_events (
    -- Not a reference: see above.
    destination integer not null,
    year integer not null,
    community integer not null references communities (id) on delete cascade,
    platform text not null,
    channel integer not null,
    topic integer not null,
    -- The platform's id; none while it is to be made.
    native integer,
    starts integer not null,
    wake integer,
    refusals integer not null default 0,
    primary key (destination, year)
) strict, without rowid;

insert into standing_events
    (destination, year, community, platform, channel, topic, native, starts, wake, refusals)
select destination, year, community, platform, channel, topic, native, starts, wake, refusals
from events
join destinations on destinations.id = destination;

drop table events;
alter table standing_events rename to events;

create index events_of_community on events (community);
