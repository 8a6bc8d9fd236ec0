"""Composition root: settings, urls, Celery, and who hears of what."""
