"""manage.py forget_factors <address>: for somebody who lost the app, every passkey and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import addresses
from accounts.models import User
from docket import transaction
from notifications.adapter import PortalAccountAdapter


class Command(BaseCommand):
    """Take off all second factors, end all sessions, and tell the person by mail."""

    help = "Take off a person's second factors, once you have made sure that it is they who ask."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the email address of the person")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.filter(email=addresses.normal(options["address"])).first()
        except ValidationError as wrong:
            raise CommandError(wrong.messages[0]) from wrong
        if user is None:
            raise CommandError("Nobody has this address.")
        with transaction.atomic():
            factors, _each = Authenticator.objects.filter(user=user).delete()
            sessions = list(UserSession.objects.filter(user=user))
            for session in sessions:
                session.end()
        PortalAccountAdapter().warn("factors_forgotten", user.email)
        self.stdout.write(f"{factors} factors taken off, {len(sessions)} sessions ended; {user.email} is told.")
