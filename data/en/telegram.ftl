# What is said on Telegram alone.

telegram-description =
    In memory of 20 January 1990, when Soviet troops entered Baku and people were killed.

    Ask in English, Azerbaijani, Russian or Turkish: every answer names its sources, and shows where they differ. In groups and channels it also marks the yearly remembrance. It does not keep your questions once they are answered.
telegram-short-description = Answers about 20 January 1990 in Baku, each with its sources, in four languages
inline-elsewhere = No sourced answer: ask me in private
invite-question = Write your question as a reply to this message. For example:

## Menu

menu-nothing-here = Nothing is set up yet: { $place }. The first button sets it up as it is usual, each of the next with a choice of yours.
menu-paused = Paused: nothing is posted until it is resumed.
menu-language = Language
menu-zone = Time zone
menu-hours = Posts and hours
menu-silence = Minute of silence
menu-topic = Topics
menu-remove = Remove from here
menu-chats = Other groups and channels
menu-back = Back to the menu
menu-language-asks = In which language are the posts to be? Two languages stand one after the other.
menu-zone-asks = In which part of the world are your readers?
menu-city-asks = Which city keeps their hours?
menu-zone-typed = Type a city or country
menu-zone-invites = Write the city or country as a reply to this message.
menu-hours-asks = When are the posts to come, by your readers' hours? Any other hour can be typed: /remembrance set eve:19:30
menu-silence-asks = At whose noon is the minute of silence kept?
menu-topic-tells = Each topic of a group is set up by itself: send /remembrance in the topic where the posts are to come.
region-europe = Europe
region-asia = Asia
region-america = America
region-africa = Africa
region-australia = Australia
region-pacific = Pacific
region-atlantic = Atlantic
region-indian = Indian Ocean
region-antarctica = Antarctica

## Other groups and channels

chats-none = You have set up no other group or channel yet.
chats-known = Groups and channels that you have set up:
chats-choose = For another one in which I am, choose it with the buttons below the text field.
chats-choose-group = Choose a group
chats-choose-channel = Choose a channel
chats-private = Other groups and channels are set up in our private chat: send /remembrance chats there.
