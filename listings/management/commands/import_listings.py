"""manage.py import_listings FILE.csv: see docs/importing.md."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from listings import importing
from listings.bookmark import Bookmark, beside


class Command(BaseCommand):
    """Take in listings from a CSV file."""

    help = "Take in listings from a CSV file. Run again after an interruption, it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--again", action="store_true", help="read from the start, although this was read before")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        mark = Bookmark.open(file, "import")
        mark = mark.forget() if options["again"] else mark
        if mark.finished:
            self.stdout.write("This file was taken in before; nothing to do (--again reads it once more).")
            return self.say(file, mark)
        begun, before = time.monotonic(), mark.rows
        try:
            with tqdm(unit=" rows", initial=before, disable=options["verbosity"] == 0) as bar:
                importing.take_in(file, mark, bar.update)
        except importing.Unusable as problem:
            raise CommandError(str(problem)) from problem
        seconds = max(time.monotonic() - begun, 0.001)
        self.stdout.write(
            f"{mark.rows - before:,} rows in {seconds:.1f} s ({(mark.rows - before) / seconds:,.0f} a second)."
        )
        return self.say(file, mark)

    def say(self, file: Path, mark: Bookmark) -> None:
        self.stdout.write(f"{mark.accepted:,} listings taken in, {mark.refused:,} rows refused.")
        for reason, count in sorted(mark.reasons.items(), key=lambda each: -each[1]):
            self.stdout.write(f"  {count:>7,}  {reason}")
        if mark.refused:
            self.stdout.write(f"Each refused row and why: {beside(file, '.errors.csv')}")
