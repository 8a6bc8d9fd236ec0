"""The reader's time zone: shown beside UTC, and never used to judge a date."""

from contextvars import ContextVar
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Set for each request by the middleware; None for strangers and for who reads UTC.
beside: ContextVar[ZoneInfo | None] = ContextVar("beside", default=None)
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def choices() -> list[tuple[str, str]]:
    """UTC first, then Area/City by name."""
    named = sorted(zone for zone in available_timezones() if zone.split("/")[0] in AREAS)
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]


@cache
def zone_of(name: str) -> ZoneInfo | None:
    known = dict(choices())
    return ZoneInfo(name) if name in known and name != "UTC" else None


def city(zone: ZoneInfo) -> str:
    """“Berlin” of Europe/Berlin."""
    return zone.key.rpartition("/")[2].replace("_", " ")
