# What is said on Discord alone.

discord-apology = Что-то пошло не так на нашей стороне; попробуйте ещё раз чуть позже.
