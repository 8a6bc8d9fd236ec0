"""Webhooks: what happened, told to the systems of partners; the same events as a feed for who was away."""
