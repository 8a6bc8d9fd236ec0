"""What a seller can say against a notice: one catalogue for the form, the reviewer, the letters and the API."""

from policy.load import book
from policy.types import Defence, RightKind

OTHER = "other"


class UnknownDefence(LookupError):
    """No defence has this code."""


def get(code: str) -> Defence:
    try:
        return book().defences[code]
    except KeyError:
        raise UnknownDefence(code) from None


def all() -> list[Defence]:  # noqa: A001  read as defences.all()
    return list(book().defences.values())


def for_claim(claim_type: str) -> list[Defence]:
    """What can be said against a claim of this type, in the order to offer it."""
    return [each for each in all() if RightKind(claim_type) in each.kinds]


def reasons_for(code: str, claim_type: str) -> list[str]:
    """The reasons that a reviewer may find for this defence against a claim of this type."""
    kind = RightKind(claim_type)
    return [each for each in get(code).reasons if kind in book().reasons[each].kinds]
