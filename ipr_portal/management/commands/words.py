"""manage.py words: bring the files of locale/ up to date with what the product says (development only)."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Find the words, write .po for translators and .mo for Django."""

    help = "Write locale/<language>/LC_MESSAGES/django.po and .mo anew, keeping what is translated."

    def handle(self, *args: Any, **options: Any) -> None:
        from ipr_portal import translating  # Babel is there in development only

        for language in translating.languages():
            waiting = translating.write(language)
            self.stdout.write(f"{language}: {waiting} messages wait for a translation")
