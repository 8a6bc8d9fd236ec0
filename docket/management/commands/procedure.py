"""manage.py procedure: write docs/procedure.md from the tables in code (or check that it is up to date)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from docket import prose


class Command(BaseCommand):
    """Write the procedure as a lawyer would read it."""

    help = "Write docs/procedure.md from the procedures in code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if the file differs; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "procedure.md"
        text = prose.document()
        if options["check"]:
            if not path.exists() or path.read_text() != text:
                raise CommandError("docs/procedure.md is out of date: run manage.py procedure.")
            return
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")
