# What is said on Discord alone.
