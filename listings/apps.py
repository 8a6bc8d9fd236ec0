"""The listings app."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """Listings as Django sees it."""

    name = "listings"
