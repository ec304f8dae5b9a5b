# What is said on Telegram alone.

telegram-description =
    In memory of 20 January 1990, when Soviet troops entered Baku and people were killed.

    Ask in English, Azerbaijani, Russian or Turkish: every answer names its sources, and shows where they differ. In groups and channels it also marks the yearly remembrance. It does not store your questions.
telegram-short-description = Answers about 20 January 1990 in Baku, each with its sources, in four languages
inline-elsewhere = No sourced answer: ask me in private
invite-question = Write your question as a reply to this message. For example:
