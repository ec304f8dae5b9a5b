# What moderators read: settings, status, history.

## Commands and options

command-january20 = Answers about 20 January 1990, each with its sources
command-calendar = the next dates of remembrance here, and a calendar file
command-language = which language I speak here, or another one
command-remembrance = The yearly remembrance: where, when and which posts (for moderators)
command-remembrance-set = where, in which language and zone, and which posts
command-remembrance-status = every destination: next posts, last results, health
command-remembrance-preview = exactly what will be posted
command-remembrance-test = posts it now, as a rehearsal that counts for nothing
command-remembrance-pause = stops the posts of a destination
command-remembrance-resume = lets the posts of a destination go on
command-remembrance-remove = removes a destination; can be undone for 15 minutes
command-remembrance-defaults = the language, zone and log that all destinations follow
command-remembrance-history = who changed what when, and what was posted
command-remembrance-export = all that is stored about this community, as a file
command-remembrance-forget = erases all of it, after a confirmation
command-remembrance-chats = other groups and channels, set up from here
option-post = POST
option-language = LANGUAGE
describe-question = What you want to know about 20 January 1990
describe-language = The language of the answer
describe-private = Whether only you see the answer
describe-topic = A topic from the list
describe-source = A source from the list
describe-channel = The channel, thread or forum post; left out: this one
describe-chat = Another group or channel: its @name or id
describe-languages = The language of the posts, or two, such as az+en
describe-timezone = A city, a country or an IANA name
describe-eve = The evening before: HH:MM from 00:00 to 22:00, or off
describe-day = The morning of 20 January: HH:MM from 00:00 to 22:00, or off
describe-silence = The minute of silence: at noon in Baku, at local noon, or off
describe-mention = The one role that the posts mention
describe-note = Words of your own under each post, up to 300 characters
describe-publish = Publish the posts of an announcement channel
describe-event = A scheduled event for the minute of silence
describe-clear = Which setting goes back to none, or to the community's
describe-log = Where receipts and warnings go
describe-post = Which of the three posts
choice-post-eve = the evening before
choice-post-day = the morning of 20 January
choice-post-silence = the minute of silence
choice-silence-baku = noon in Baku
choice-silence-local = local noon
choice-silence-off = off
choice-publish-on = on
choice-publish-off = off
choice-event-on = on
choice-event-off = off
choice-clear-mention = the mention
choice-clear-note = the note
choice-clear-language = the language
choice-clear-timezone = the time zone
choice-clear-log = the log
choice-log-here = here
choice-log-me = to me in private
choice-log-off = off
choice-language-en = English
choice-language-az = Azerbaijani
choice-language-ru = Russian
choice-language-tr = Turkish

## What is wrong with a command

usage-missing-preview = Name the post you want to see: eve, day or silence.
usage-unknown-option = /{ $command } has no option “{ $name }”; nothing was changed.
usage-unknown-option-nearest = /{ $command } has no option “{ $name }”, perhaps you meant “{ $nearest }”; nothing was changed.
usage-not-here = The option “{ $name }” does not exist on this platform; nothing was changed.
usage-not-here-nearest = The option “{ $name }” does not exist on this platform, perhaps you meant “{ $nearest }”; nothing was changed.
usage-twice = “{ $name }” is given twice; give it once. Nothing was changed.
usage-no-value = Write a value after “{ $name }:”; nothing was changed.
usage-unclosed = A quotation mark is opened and not closed; close it and send the command again. Nothing was changed.
usage-stray-word = I do not know what “{ $word }” belongs to; write name:value, and put a value with spaces in quotation marks. Nothing was changed.
usage-bad-hour = “{ $given }” is no hour for { $name }: write HH:MM from 00:00 to 22:00, such as 09:00, or off. Nothing was changed.
usage-bad-languages = “{ $given }” is no language here: write en, az, ru or tr, or two different ones such as az+en. Nothing was changed.
usage-bad-choice = “{ $given }” is nothing that { $name } can be: choose one of { $choices }. Nothing was changed.
usage-note-too-long = The note has { $units } characters as the platform counts them (most emoji count as two); shorten it to { $most }. Nothing was changed.
usage-bad-chat = “{ $given }” is no chat: write its @name or its id. Nothing was changed.
usage-many-zones = “{ $typed }” has several time zones; name a city, or one of these: { $zones }. Nothing was changed.
usage-no-zone = I know no place or time zone “{ $typed }”; name a large city or country, or an IANA name such as Asia/Baku. Nothing was changed.
usage-no-zone-nearest = I know no place or time zone “{ $typed }”; the nearest are { $nearest }. Nothing was changed.

## Who may, and what went wrong

apology = Something went wrong on my side, and nothing was changed; try again in a minute.
broke-off = Something broke on my side, it was nothing you did; please try again.
limit-reached = That is more questions than I can take in a minute; ask again in a moment.
button-not-yours = These buttons belong to whoever asked; ask yourself and you get your own.
moderators-only = Only administrators of this chat can do this; ask one of them.
moderators-only-discord = Only members with the right Manage Server can do this; ask one of them.
role-unknown = I cannot find out whether you are an administrator here; make me an administrator of this chat, or try again later. Nothing was changed.
nowhere-to-set-up = There is no server or chat here to set up; use the command in one that I am in.
nothing-changed = Nothing was changed.
chats-typed = Write chat:@name or chat:ID after a command, for example /remembrance status chat:@name.

## Places and posts

place-here = this place
place-chat = the chat itself
place-topic = topic { $topic }
this-channel = the channel
post-eve = Evening before (eve)
post-day = Morning of 20 January (day)
post-silence = Minute of silence (silence)
post-at = { $post }: { $hour }
post-moment = , for the silence of { $hour }
post-off = { $post }: off
post-past = { $post }: its time this year was { $hour } and is past, so it comes next year.
button-post-now = Post now: { $post }
post-now-done = { $post } goes out now: { $place }.
post-now-already = { $post } was posted already: { $place }.
post-now-too-late = { $post }: it can no longer be posted this year.
destination = Destination: { $place }
destinations-are = Posts are set up in:
no-destination = No posts are set up here: { $place }. Nothing was changed.
no-destinations = No posts are set up anywhere yet; /remembrance set does it.
no-such-place = I see no such place: { $place }. Choose one that I can see; nothing was changed.
unfit-place = Posts cannot stand there: { $place }. Choose a text or announcement channel, a thread or a forum post; nothing was changed.
mention-everyone = Everyone cannot be mentioned; choose a role whose members want it. Nothing was changed.
zone-unchosen = Nobody has chosen a time zone yet, so Baku's hours count; choose one with timezone, for example timezone:Berlin.
silence-at-night = The minute of silence falls into your night; with silence:local it is kept at noon where you are.

## What is set

set-done = Saved: { $place }
setting-language = Language: { $languages }
setting-zone = Time zone: { $zone }
setting-mention = Mentions { $place }
setting-note = Note: { $place }
setting-publish = Published to the channels that follow
setting-event = With a scheduled event for the minute of silence
defaults-done = Saved; every destination without its own setting follows.
defaults-heading = The community's own settings
default-language = Language: { $languages }
default-language-unchosen = Language: { $languages } (nobody has chosen one)
default-zone = Time zone: { $zone }
default-zone-unchosen = Time zone: { $zone } (nobody has chosen one)
default-log = Receipts and warnings: { $place }
default-log-me = Receipts and warnings: to you in private
default-log-off = Receipts and warnings: off (set log to receive them)
log-me-nameless = You write here without a name, so I do not know whom to write to; choose log:here. Nothing was changed.
language-own = I speak { $language } with you; /language en, az, ru or tr changes it.
language-here = I speak { $language } here; an administrator changes it with /language en, az, ru or tr.
language-own-done = From now on I speak { $language } with you.
language-here-done = From now on I speak { $language } here.

## Rights

right-view = View Channel
right-send = Send Messages
right-send-in-threads = Send Messages in Threads
right-embed = Embed Links
right-attach = Attach Files
right-mention = Mention everyone, here and All Roles
right-history = Read Message History
right-create-events = Create Events
right-unlock = writing in this locked thread
rights-missing-discord = Missing there: { $rights }. Grant it in the channel's settings under Permissions.
rights-missing-server = Missing in the server: { $rights }. Grant it in the server's settings under Roles.
rights-missing-telegram = Missing there: { $rights }. Grant it in the chat's settings under Administrators or Permissions.
rights-plain = Until then the posts go out all the same, as plain text.
rights-no-picture = Until then the posts go out all the same, without their picture.
rights-no-event = Until then there is no scheduled event; the posts go out all the same.
role-deaf = The chosen role cannot be notified or no longer exists; allow it to be mentioned, or choose another.
publish-elsewhere = Only posts in announcement channels can be published; this is none.
gone-deleted = The place was deleted.
gone-removed = I was removed from there.
gone-deactivated = The account no longer exists.
gone-perhaps = The platform knows no such place; check whether it is still there.
topic-lost = Its topic is closed or deleted; posts go to the chat itself until it is open again.
send-limited = The platform asks to wait { $seconds } seconds; try again then.
send-unknown = The platform did not answer, so it may stand there or not; look before you try again.
send-refused = The platform refused it; try again in a minute.

## Previews, rehearsals, pausing

preview-of = { $post } as it will be posted: { $place }
test-done = The rehearsal was posted: { $place }. It counts for nothing.
test-failed = The rehearsal could not be posted: { $place }.
button-see = Show it
pause-done = Paused: { $place }. Nothing is posted there until /remembrance resume.
resume-done = Goes on: { $place }
resume-all-done = Everything goes on as it was set up.
remove-done = Removed: { $place }. Nothing is posted there any more; for 15 minutes this can be undone.
remove-event = Its scheduled event for the minute of silence is removed, too.
undo-done = Back as it was: { $place }
undo-too-late = The 15 minutes are over, so this cannot be undone; /remembrance set sets it up anew.
button-undo = Undo
button-resume = Resume

## Status and history

status-heading = Remembrance in this community
status-held = The operator holds back for now: { $posts }.
status-paused = Paused since { $since }
health-unseen = Not looked at yet
health-good = In order (last looked at: { $at })
health-bad = Found wrong: { $found } (last looked at: { $at })
result-planned = { $post } { $year }: due { $at }
result-sending = { $post } { $year }: being sent
result-waiting = { $post } { $year }: not accepted yet ({ $reason }), tried again
result-sent = { $post } { $year }: posted { $at }
result-missed = { $post } { $year }: missed, its time ended ({ $reason })
result-failed = { $post } { $year }: not posted, the place is gone ({ $reason })
result-cancelled = { $post } { $year }: not posted ({ $reason })
result-uncertain = ; a part of it may stand twice
reason-paused = paused at its time
reason-removed = the place was removed
reason-off = switched off
reason-rescheduled = its time was changed
reason-forgotten = erased
reason-down = the program was not running then
reason-forbidden = a right is missing
untold-heading = Not told to anybody yet
history-changes = Who changed what
history-none = Nothing was changed yet.
history-posts = What was posted
history-none-posted = Nothing was posted yet.
action-set = set up
action-defaults = community settings
action-language = language
action-pause = paused
action-resume = resumed
action-remove = removed
action-undo = removal undone
action-post-now = posted at once
actor-you = you
actor-anonymous = an administrator without a name
actor-program = the program
aside-done = I sent it to you in private, since it concerns persons.
aside-closed = This concerns persons, so it is shown in private only: open our private chat with the button.
goes-on-in-private = This goes on in our private chat: open it with the button.
button-private = Open the private chat

## Export and forget

export-done = All that is stored about this community, with ids and without names.
nothing-stored = Nothing is stored about this community.
forget-asks = { $count ->
    [one] This erases all that is stored about this community: its settings, { $count } destination, and its whole history. It cannot be undone.
   *[other] This erases all that is stored about this community: its settings, { $count } destinations, and its whole history. It cannot be undone.
}
button-forget = Erase everything
forget-done = Everything about this community was erased from the database; what remains is a nameless count of posts. Backups that the operator made before stand until the operator deletes them.
forget-event-gone = The scheduled event for the minute of silence was removed from the server, too.
forget-event-stays = The scheduled event for the minute of silence still stands in the server: { $detail } Delete it by hand; the bot no longer knows of it.
forget-copies = { $count ->
    [one] { $count } copy from before an update still holds it, and is deleted 30 days after it was made.
   *[other] { $count } copies from before updates still hold it, and are deleted 30 days after they were made.
}

## Calendar, greeting, menu

calendar-heading = The next dates, { $zone }
calendar-baku = These are Baku's hours, since no time zone was chosen here.
greeting-discord = I answer questions about 20 January 1990 with sources (/january20 ask), and post in remembrance once a year: a moderator says where with /remembrance set.
greeting-group = I answer questions about 20 January 1990 with sources (/ask), and post in remembrance once a year, if an administrator sets it up here.
greeting-channel = I was added to { $title }. I post there in remembrance of 20 January once a year, if you set it up.
back-paused = I am back, and everything is as it was set up, but paused until a moderator resumes it.
button-set-up = Set up
about-contact = Mistakes and questions of privacy: { $contact }
about-language-discord = Each command takes a language; the posts and answers of a server follow /remembrance defaults.
menu-heading = Remembrance
menu-typed = Everything can be typed too, for example: /remembrance set language:az+en timezone:Berlin eve:19:00
menu-set = Set up here
menu-status = Status
menu-preview = Preview
menu-test = Rehearse
menu-pause = Pause
menu-resume = Resume
menu-history = History
menu-export = Export
menu-forget = Erase everything
