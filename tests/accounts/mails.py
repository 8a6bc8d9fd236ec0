"""Reading the mails of an account in tests."""

import re

from django.core import mail


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
