"""Email addresses: one spelling for one mailbox, and none that mail would carry to somebody else."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = 254


def normal(typed: str) -> str:
    """The one spelling under which an address is kept and looked for. Raises ValidationError.

    Before @ only ASCII is taken: letters that merely look or fold alike must never meet. After @ a name that the
    mail system would rewrite (ß to ss, ﬁ to fi) belongs to somebody else once it is rewritten, so it is refused.
    """
    local, _at, domain = typed.strip().rpartition("@")
    domain = unicodedata.normalize("NFC", domain).lower()
    address = f"{local.lower()}@{domain}"
    if len(address) > LONGEST or not local.isascii() or not _carried_as_written(domain):
        raise ValidationError(_("Type an email address like name@company.com."), code="invalid")
    validate_email(address)
    return address


def _carried_as_written(domain: str) -> bool:
    try:
        return domain.encode("idna").decode("idna") == domain
    except UnicodeError:
        return False
