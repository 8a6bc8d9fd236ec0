"""How reviewers share the work, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Team:
    """When somebody is away, and how long a case waits for who left its page."""

    version: str
    away_hours: int
    break_hours: int
    viewing_seconds: int
    leave_seconds: int
    most_moved: int

    def problems(self) -> Iterator[str]:
        """What could never work."""
        if min(self.away_hours, self.break_hours, self.leave_seconds, self.most_moved) < 1:
            yield "every number is at least 1"
        # A page says every 30 seconds that it is open (static/hold.js); one such word may be lost.
        if self.viewing_seconds < 60:
            yield "viewing_seconds is at least 60"
