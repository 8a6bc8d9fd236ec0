"""The code by which somebody shows that an address is theirs: made of the address, and kept nowhere."""

from django.utils.crypto import constant_time_compare, salted_hmac

from docket.ids import ALPHABET
from notifications.webhooks.models import Endpoint

LENGTH = 16


def code_of(endpoint: Endpoint) -> str:
    """Of this address at this endpoint: 80 bits that nobody guesses."""
    made = salted_hmac("notifications.webhooks.proving", f"{endpoint.public_id} {endpoint.url}", algorithm="sha256")
    return "".join(ALPHABET[byte % 32] for byte in made.digest()[:LENGTH])


def fits(endpoint: Endpoint, typed: str) -> bool:
    bare = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return constant_time_compare(bare, code_of(endpoint))
