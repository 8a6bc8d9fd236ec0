"""Reading the mails of an account in tests."""

import re
import time

from django.core import mail
from django.test import Client


def last_to(address: str) -> str:
    """The text of the newest mail to this address."""
    return next(str(each.body) for each in reversed(mail.outbox) if each.to == [address])


def code_sent_to(address: str) -> str:
    found = re.search(r"^(\d{6})$", last_to(address), re.MULTILINE)
    assert found, last_to(address)
    return found[1]


def another(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 10**6:06}"


def fresh(client: Client) -> Client:
    """As if this person had signed in a moment ago: nobody asks again who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client
