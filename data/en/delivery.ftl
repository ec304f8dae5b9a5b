# What moderators are told of posts: receipts and warnings.
