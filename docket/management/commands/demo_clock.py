"""manage.py demo_clock --advance 15d: let statutory waits run out in a demo."""

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from docket import clock

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


class Command(BaseCommand):
    """Move the demo's clock."""

    help = "Move the clock of a demo forward. Refuses outside demo mode, where the database ignores it as well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--advance", required=True, help="for example 15d, 36h, 90m")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo (PORTAL_DEMO=1): its clock is the world's clock.")
        match = re.fullmatch(r"(\d{1,5})([smhdw])", options["advance"])
        if not match:
            raise CommandError("Write a number and a unit: 15d, 36h, 90m.")
        moment = clock.advance(int(match[1]) * UNITS[match[2]])
        self.stdout.write(
            f"The demo's clock now says {moment:%Y-%m-%d %H:%M} UTC. Waits that ended run within seconds."
        )
