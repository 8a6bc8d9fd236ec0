"""manage.py sampling MONTH: computes every draw of a month again from the seed in the docket."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notices.models import Draw, Lot
from notices.quality import sampling


class Command(BaseCommand):
    """Say what the seed does not explain; nothing at all if every draw was fair."""

    help = "Compute all draws of a month again from its seed (2026-11)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="year and month, like 2026-11")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lot = Lot.objects.get(month=date.fromisoformat(f"{options['month']}-01"))
        except (ValueError, Lot.DoesNotExist):
            raise CommandError(f"Nothing was drawn in {options['month']!r}.") from None
        found = list(sampling.faults(lot))
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} draws of {lot} do not follow from its seed.")
        self.stdout.write(f"{Draw.objects.filter(stratum__lot=lot).count()} draws of {lot} follow from its seed.")
