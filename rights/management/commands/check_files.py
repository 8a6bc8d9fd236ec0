"""manage.py check_files: look whether the files on disk are those that came in; exit 1 if one is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rights.files import checking, orphans


class Command(BaseCommand):
    """Check the files, and say what was found."""

    help = "Hash every file again (or some by lot) and compare. A broken-off check goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", type=int, default=0, help="only so many files, drawn by lot")
        parser.add_argument("--orphans", action="store_true", help="also remove files older than a day without a row")

    def handle(self, *args: Any, **options: Any) -> None:
        passed = checking.sample(options["sample"]) if options["sample"] else checking.run_through()
        if options["orphans"]:
            self.stdout.write(f"{orphans.remove_all()} files without a row removed.")
        for public_id in passed.damaged:
            self.stderr.write(f"{public_id}: the bytes on disk are not those that came in")
        if passed.damaged:
            raise CommandError(f"{len(passed.damaged)} of {passed.files} files are damaged.")
        self.stdout.write(f"{passed.files} files whole ({passed.size / 1e6:,.1f} MB).")
