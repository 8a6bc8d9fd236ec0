"""manage.py bounce < message: take in one mail that came back, as a mail server's pipe hands it over."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from notifications import bounces


class Command(BaseCommand):
    """Read one bounced mail."""

    help = "Read one mail that came back from standard input, and note what follows. For a mail server's pipe."

    def handle(self, *args: Any, **options: Any) -> None:
        returned = bounces.take_back(sys.stdin.buffer.read(bounces.MOST_BYTES))
        self.stdout.write(f"{returned.kind}, letter {returned.letter or 'unknown'}")
