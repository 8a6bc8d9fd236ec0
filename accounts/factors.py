"""Second factors: how the library's are named and kept, recovery codes of our own, and one code that opens once."""

import base64
import hashlib
import logging
import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from qrcode.main import QRCode

from accounts.codes import digits_in
from accounts.models import User
from docket import transaction
from docket.ids import ALPHABET

log = logging.getLogger(__name__)
CODES, SIGNS = 10, 8
MISREAD = str.maketrans("ILO", "110")
REMEMBERED = 300  # seconds; longer than any code of an app is taken


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of apps are kept encrypted: a hash would not do, because codes are computed from them."""

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return str(settings.PORTAL_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.PORTAL_NAME}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        return str(_("Passkey %(n)s")) % {"n": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def build_totp_svg(self, url: str) -> SafeString:
        """The square as paths and attributes only: our content policy knows no styles inside pages."""
        code = QRCode(border=2)
        code.add_data(url)
        rows = code.get_matrix()
        drawn = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" width="220" height="220" role="img" aria-label="{1}">'
            '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
            len(rows),
            _("Code to scan with your app"),
            drawn,
        )


def _keys() -> MultiFernet:
    """Keys made of SECRET_KEY, newest first, so that an old one can be retired."""
    return MultiFernet(_keys_one_by_one())


def _keys_one_by_one() -> list[Fernet]:
    made = [hashlib.sha256(f"accounts.factors:{each}".encode()).digest() for each in _secrets()]
    return [Fernet(base64.urlsafe_b64encode(each)) for each in made]


def factors_of(user: User) -> dict[str, Any]:
    """What this person has: the app, passkeys, and how many recovery codes are left."""
    found: dict[str, Any] = {"totp": None, "passkeys": [], "recovery": None, "codes_left": 0}
    for each in Authenticator.objects.filter(user=user).order_by("pk"):
        if each.type == Authenticator.Type.WEBAUTHN:
            found["passkeys"].append(each)
        elif each.type == Authenticator.Type.TOTP:
            found["totp"] = each
        else:
            found["recovery"], found["codes_left"] = each, len(each.data.get("migrated_codes", []))
    return found


@transaction.atomic
def make_recovery_codes(user: User) -> list[str]:
    """Ten new codes, shown once; the ones before stop working. Kept is a keyed hash of each.

    The library calls codes that are kept one by one "migrated" and takes them off its list as they are used.
    """
    User.objects.select_for_update().get(pk=user.pk)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(CODES)]
    kept = {"migrated_codes": [FactorAdapter().encrypt(_hashed(code)) for code in codes]}
    Authenticator.objects.update_or_create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, defaults={"data": kept, "last_used_at": None}
    )
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def opens(authenticator: Authenticator, typed: str) -> bool:
    """Whether what was typed opens this factor now. A code of an app opens once, a recovery code for ever once."""
    try:
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return any(authenticator.wrap().validate_code(_hashed(typed, key)) for key in _secrets())
        digits = digits_in(typed)
        return bool(authenticator.wrap().validate_code(digits)) and first_use(authenticator.user_id, digits)
    except InvalidToken:  # written with a SECRET_KEY that nobody has any more
        log.error("factor %s cannot be read with any SECRET_KEY we know", authenticator.pk)
        return False


def renew() -> int:
    """Write what an older SECRET_KEY encrypted with the one of now, so that the older one can go."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    newest, renewed = MultiFernet([_keys_one_by_one()[0]]), 0
    # Nobody's row is locked for looking: a sign-in must not wait each hour for what was renewed long ago.
    kept = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", "data")
    for pk in [pk for pk, data in kept.iterator() if _renewed_all(data, newest) != data]:
        with transaction.atomic():
            each = Authenticator.objects.select_for_update().filter(pk=pk).first()
            data = _renewed_all(each.data, newest) if each else {}
            if each and data != each.data:
                each.data = data
                each.save(update_fields=["data"])
                renewed += 1
    return renewed


def _renewed_all(data: dict[str, Any], newest: MultiFernet) -> dict[str, Any]:
    return {name: _renewed(value, newest) for name, value in data.items()}


def _renewed(value: Any, newest: MultiFernet) -> Any:
    if isinstance(value, list):
        return [_renewed(each, newest) for each in value]
    if not isinstance(value, str):
        return value
    try:
        newest.decrypt(value.encode())
    except InvalidToken:
        try:
            return _keys().rotate(value.encode()).decode()
        except InvalidToken:
            return value
    return value


def first_use(user_id: int, digits: str) -> bool:
    """True for the first who comes with this code; the library forgets it while its neighbours are still taken."""
    name = salted_hmac("accounts.factors.used", f"{user_id}:{digits}", algorithm="sha256").hexdigest()
    return bool(cache.add(f"totp-{name}", 1, REMEMBERED))


def _hashed(typed: str, key: str = "") -> str:
    bare = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(MISREAD)
    made = salted_hmac("accounts.factors.recovery", bare, secret=key or settings.SECRET_KEY, algorithm="sha256")
    return made.hexdigest()


def _secrets() -> list[str]:
    """SECRET_KEY, and the ones before it that still count while a new one is brought in."""
    return [str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
