# What moderators read: settings, status, history.
