"""manage.py import_notices FILE.jsonl: see docs/importing.md."""

import re
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from accounts.models import Organisation
from listings.bookmark import Bookmark, beside
from notices import importing
from notices.importing import Source

CONTACT = {
    "kind": Organisation.Kind.OWNER,
    "email": "imports@fairmark.example",
    "address": "Kept with the source of the import",
}
LOCK = 72_512_002  # any constant: one import of notices at a time


class Command(BaseCommand):
    """Take in notices from a JSON Lines file."""

    help = "Take in notices from a JSON Lines file. Run again after an interruption, it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", default="Imported notices", help="in whose name they are filed")
        parser.add_argument("--create-listings", action="store_true", help="make a bare listing of each unknown link")
        parser.add_argument("--market", default="US", help="the market of listings made so (default US)")
        parser.add_argument("--again", action="store_true", help="read from the start; what is stored is passed over")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if not re.fullmatch(r"[A-Z]{2}", options["market"]):
            raise CommandError("A market is a country code of two capital letters.")
        mark = Bookmark.open(file, "import")
        mark = mark.forget() if options["again"] else mark
        if mark.finished:
            self.stdout.write("This file was taken in before; nothing to do (--again reads it once more).")
        else:
            self.take_in(file, mark, options)
        self.say(file, mark)

    def take_in(self, file: Path, mark: Bookmark, options: dict[str, Any]) -> None:
        self.lock()
        organisation, _made = Organisation.objects.get_or_create(name=options["organisation"], defaults=CONTACT)
        source = Source(organisation, options["market"], options["create_listings"])
        begun, before = time.monotonic(), mark.rows
        size = file.stat().st_size
        with tqdm(total=size, unit="B", unit_scale=True, initial=mark.offset, disable=not options["verbosity"]) as bar:
            importing.take_in(file, mark, source, bar.update)
        seconds = max(time.monotonic() - begun, 0.001)
        rows = mark.rows - before
        self.stdout.write(f"{rows:,} lines in {seconds:.1f} s ({rows / seconds:,.0f} a second).")

    def lock(self) -> None:
        """Two imports at once could store a notice twice; the lock falls with the connection."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("Another import of notices is running. Try again when it is done.")

    def say(self, file: Path, mark: Bookmark) -> None:
        self.stdout.write(f"{mark.accepted:,} accepted, {mark.known:,} known before, {mark.refused:,} refused.")
        for reason, count in sorted(mark.reasons.items(), key=lambda each: -each[1]):
            self.stdout.write(f"  {count:>7,}  {reason}")
        self.stdout.write(f"Line by line: {beside(file, '.results.csv')}")
