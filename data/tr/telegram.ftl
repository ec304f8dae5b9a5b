# What is said on Telegram alone.
