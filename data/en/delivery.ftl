# What moderators are told of posts: receipts and warnings.

notice-receipt = Posted: { $post } { $year }, { $place }
notice-missed = Not posted: { $post } { $year }, { $place }; its time ended ({ $detail }).
notice-uncertain = { $post } { $year }, { $place }: the platform's answer was lost and it was sent again, so a part may stand twice; look, and delete one if it does.
notice-assumed = { $post } { $year }, { $place }: the platform's answers were lost, so it counts as posted; look whether it stands.
notice-unwell = { $place }: for the posts this is missing: { $detail }. Grant it; whatever waits for it is posted then.
notice-gone = { $place }: { $detail } Nothing more is posted there; set up another place with /remembrance set.
notice-refused = { $post } { $year }, { $place }: the platform refuses it without a known reason; it is tried again until its time ends.
notice-topic-lost = { $place }: the topic is closed or deleted, so this year's posts go to the chat itself; open it again, or set up another place.
notice-unpublished = { $post } { $year }, { $place }: it was posted but could not be published; publish it by hand.
notice-no-event = { $place }: the scheduled event for the minute of silence could not be made: { $detail } It is tried again every six hours.
notice-event-stays = { $place }: the scheduled event for the minute of silence is no longer wanted and could not be removed: { $detail } It is tried again every six hours; it can also be deleted by hand.
notice-chat = About the chat { $chat }

## Why a post was not sent

reason-late = it could not be sent in time
reason-limited = the platform asked to wait longer than its time
reason-held = the operator held it back
reason-unknown = whether it stands is not known; look there
reason-outage = the platform could not be reached
reason-refused = the platform refused it
reason-form = the platform refused its form
reason-token = the platform refused the bot's token
reason-since-backup = the operator did not say whether it was sent before a backup was restored
reason-topic-lost = its topic is closed, and the same post stands in the chat itself
reason-perhaps-gone = the platform knows no such place

## What a look may find

health-deaf-role = the chosen role cannot be notified or no longer exists

## The scheduled event on Discord

event-name = Minute of silence, 20 January { $year }
event-description = A minute of silence in memory of 20 January 1990, at { $hour }.
event-location = Wherever you are

## Why it was not made or not removed

event-fault-create-events = the bot lacks the right to create events; grant Create Events.
event-fault-full = the server has as many events as Discord allows; delete one that is no longer needed.
event-fault-access = Discord gives the bot no access to the server; look whether it is still a member there.
event-fault-outage = Discord did not answer.
event-fault-refused = Discord refuses it and gives no reason that the bot knows.
