"""Webhooks and events."""
