"""Names for things that people and partners see: random, never sequential, never a permission."""

import secrets

# Crockford's base 32: no I, L, O, U, so that an id can be read out over the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def public_id(prefix: str) -> str:
    """For machines: 26 characters, 130 bits, for example ntc_4t9k…"""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(26)).lower()


def reference(prefix: str) -> str:
    """For people: eight characters, for example N-7K4M2QXD."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(8))
