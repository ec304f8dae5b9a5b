# What stands on pictures and in calendars.
