"""manage.py verify_docket: check chain and replay; exit 1 if anything is broken."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from docket import pulse, verify


class Command(BaseCommand):
    """Verify the docket."""

    help = "Check that no entry was changed, lost or added, and that every stored state is the one the docket tells."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--subject", default="", help="only this kind of subject, for example claim")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # one statement looks at every entry there is
        began, entries = time.monotonic(), verify.count()
        faults = [*verify.broken_chains(options["subject"]), *verify.mismatched_states()]
        for fault in faults:
            self.stderr.write(fault)
        seconds = max(time.monotonic() - began, 1e-6)
        if not options["subject"]:
            pulse.mark("verify_docket", {"entries": entries, "faults": len(faults), "seconds": round(seconds, 3)})
        if faults:
            raise CommandError(f"{len(faults)} faults in {entries} entries.")
        self.stdout.write(f"{entries} entries whole, states match ({entries / seconds:,.0f} entries/s).")
