"""manage.py dsa_statements --since DAY: the statements of reasons for the DSA's transparency database."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from docket import clock
from notices import dsa


def moment(text: str) -> datetime:
    """2026-11-24 or 2026-11-24T06:00, in UTC unless it says otherwise."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day like 2026-11-24 and no moment like 2026-11-24T06:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Command(BaseCommand):
    """Print one JSON object a line, one for each restriction; the same ones each time it is asked."""

    help = "Print the statements of reasons of all restrictions that came into force in a span of time (JSON Lines)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=moment, required=True, help="the first moment that counts, UTC")
        parser.add_argument("--until", type=moment, help="the first that does not count any more (default: now)")

    def handle(self, *args: Any, **options: Any) -> None:
        for record in dsa.begun(options["since"], options["until"] or clock.now()):
            self.stdout.write(json.dumps(record, ensure_ascii=False))
