"""manage.py demo --create | --write: the invented marketplace, and the card that says who may sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ipr_portal.demo import card, world


class Command(BaseCommand):
    """Make the demo, or write down where it is."""

    help = "Make the demo's people, listings and cases (twice does no harm), or write demo.json. Demo mode only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--create", action="store_true", help="people, listings, rights and notices")
        parser.add_argument("--write", action="store_true", help="PORTAL_HOME/demo.json")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo (PORTAL_DEMO=1): nothing was made.")
        if not options["create"] and not options["write"]:
            raise CommandError("Say --create, --write, or both.")
        if options["create"]:
            world.create()
            self.stdout.write("The demo is ready. Every name in it is invented.")
        if options["write"]:
            self.stdout.write(f"Written to {card.write()}")
