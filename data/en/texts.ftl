# The bot's own words in English. Statements about the events are not here: they
# are facts, each with its sources.

## Dates

month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-year = { $year }
date-month = { month } { $year }
date-day = { $day } { month } { $year }
date-hour = { $day } { month } { $year }, { $hour }
undated = undated
thousands-separator = ,

## Citations

seen-second-hand = seen second-hand, as quoted in { $via }
seen-second-hand-only = seen second-hand
seen-pointer = a pointer to other sources, not evidence itself
seen-copy = seen on a copy: { $via }
kind-investigation = investigation report
kind-scholarship = scholarly book
kind-press = press of the time
kind-news = news report
kind-official = official text
kind-opinion = opinion article
kind-essay = essay
kind-statement = statement
kind-law = legal text
kind-speech = speech
kind-encyclopaedia = encyclopaedia
kind-reference = reference page
kind-interview = interview
kind-witness = witness account

## Refusals

refusal-unsourced = I have no source that answers this, so I will not guess.
refusal-greeting = Hello. I answer questions about the night of 19-20 January 1990 in Baku, each answer with its sources. Ask me.
refusal-thanks = Thank you. May the people who died be remembered.
refusal-farewell = Goodbye.
refusal-insult = I would like to help all the same: ask me about 20 January 1990, and I will answer with sources.
refusal-provocation = I take no part in that. I tell what sources say about 20 January 1990, and against no people.
refusal-instruction = I only answer questions about 20 January 1990, from my sources.
refusal-identity = I am a program in memory of 20 January 1990: I answer questions about it with citations and show where sources differ. More with /about.
suggestions = Questions near it that I can answer:

## Pages and buttons

page = Page { $page } of { $pages }
page-next = Next page
page-previous = Previous page
button-stale = This button leads to something that is no longer here; ask again.
console-welcome = january20: cited answers about 20 January 1990. Type a question in English, Azerbaijani, Russian or Turkish; a number chooses from a list; /help shows the commands; Ctrl-D ends.

## Commands

commands-heading = Commands
command-ask = an answer with its sources
command-topic = the facts of a topic, page by page
command-timeline = what happened when
command-figures = each figure with who gives it
command-sources = the sources, and what rests on each
command-about = what this is, what it stores, whose texts it uses
option-question = QUESTION
option-topic = TOPIC
option-source = SOURCE
about-heading = In memory of 20 January 1990
about-what = A program that answers questions about the night of 19-20 January 1990, when Soviet troops entered Baku and people were killed.
about-how = It says nothing without a source. Where sources differ it gives each value with who gives it; what is disputed it tells only as “according to …”. It knows { $facts } facts from { $sources } sources, and says so when it has no answer.
about-stores = It does not keep your questions once they are answered. Of a server or chat it stores, from the first setting on: ids, settings, who changed them, and what was posted. Changes and posts are kept for 24 months, then only as counts. Moderators see all of it with /remembrance export and erase it with /remembrance forget; 30 days after the bot is removed it is erased by itself.
about-texts = Facts come from the works listed under /sources; the sentences are this program's own. What was seen only second-hand says so in its citation.
about-language = Each command takes a language as its first word: lang:en, lang:az, lang:ru, lang:tr.

topics-heading = Topics
timeline-heading = What happened when (hours are Baku's)
figures-heading = Figures and who gives them
sources-heading = Sources
source-carries = { $count ->
    [one] { $count } fact rests on it:
   *[other] { $count } facts rest on it:
}
unknown-topic = There is no topic “{ $typed }”; choose one of these:
unknown-topic-nearest = There is no topic “{ $typed }”. Did you mean “{ $nearest }”? Choose one of these:
unknown-source = There is no single source “{ $typed }”; choose one of these:

usage-unknown-command = There is no command /{ $name }; /help lists them all.
usage-unknown-command-nearest = There is no command /{ $name }; did you mean /{ $nearest }?
usage-unknown-language = There is no language “{ $tag }” here; write lang: and one of { $known }.
usage-missing-ask = Write your question after /ask.
usage-superfluous = /{ $command } takes nothing but a language, such as lang:az.
usage-too-long = That is longer than the { $most } characters I can read; ask in fewer words.

## Topics

topic-names = Names and dates
topic-background = What led to it
topic-emergency = State of emergency and the blackout
topic-forces = Troops and orders
topic-night = The night
topic-casualties = The dead, injured and missing
topic-arrests = Arrests
topic-damage = Damage
topic-response = Protest in Moscow
topic-mourning = The funeral
topic-parliament = Parliament, January 1990
topic-legal = Law and assessment
topic-memorial = The Alley of Martyrs
topic-commemoration = How it is remembered
topic-visits = Visits
topic-practical = Practical matters and sources
topic-meaning = What it means
topic-statements = Statements
topic-aftermath = Later events

## Figures

bound-more-than = more than { $value }
bound-at-least = at least { $value }
bound-about = about { $value }
bound-nearly = nearly { $value }
bound-up-to = up to { $value }
unit-killed = Killed
unit-soldiers-killed = Soldiers killed
unit-armenians-killed = Armenians killed in the pogrom
unit-fatally-injured = Fatally injured
unit-injured = Injured
unit-soldiers-injured = Soldiers injured
unit-missing = Missing
unit-arrested = Arrested
unit-transferred = Moved to prisons elsewhere
unit-martyrs = Recognised as martyrs
unit-buried = Buried
unit-graves = Graves
unit-troops = Troops
unit-reinforcements = Reinforcements
unit-homes = Homes
unit-vehicles = Vehicles
unit-mourners = People at the funeral
unit-residents = Inhabitants
unit-displaced = People driven out
unit-years = Years
unit-months = Months
unit-days = Days
unit-hours = Hours
unit-kilometres = Kilometres
unit-miles = Miles
unit-volumes = Volumes of the case
unit-places = Places
unit-ethnic-groups = Ethnic groups

## Posts

anniversary = { NUMBER($years, type: "ordinal") ->
    [one] { $years }st anniversary
    [two] { $years }nd anniversary
    [few] { $years }rd anniversary
   *[other] { $years }th anniversary
}
post-title-eve = Tomorrow is 20 January: { anniversary }
post-title-day = 20 January: { anniversary }
post-title-silence = Minute of silence, 20 January { $year }
post-rehearsal = REHEARSAL. This is only a test; the real post comes at its hour.
post-note = A note from this community:
date-day-only = { $day } { month }
