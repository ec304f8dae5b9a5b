# What is said on Discord alone.

discord-apology = Something went wrong here, not with you; please try again in a moment.
