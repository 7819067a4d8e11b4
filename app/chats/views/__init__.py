"""The webhook, and the clerk's side of a conversation."""
