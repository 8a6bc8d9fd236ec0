"""The link of an invitation: derived from the server's key, so that only its hash need be kept."""

import hashlib

from django.utils.crypto import salted_hmac

from accounts.models import Invitation

DAYS = 7
AT_MOST_OPEN = 50  # an organisation cannot use our mail to write to the world


def token_of(invitation: Invitation) -> str:
    """What stands in the link. Sending again makes another one, and this one is dead."""
    name = f"{invitation.public_id}:{invitation.sent}"
    return salted_hmac("accounts.invitations", name, algorithm="sha256").hexdigest()


def digest(token: str) -> str:
    """256 bits of the key's own making need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    if len(token) != 64 or not token.isascii():
        return None
    return Invitation.objects.select_related("organisation", "invited_by").filter(digest=digest(token)).first()
