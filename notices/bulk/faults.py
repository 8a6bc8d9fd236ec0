"""What is wrong with a row, in words: the codes are stored, the words are made for whoever reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.bulk.columns import BY_NAME

WORDS: Mapping[str, Promise | str] = {
    # The file's columns.
    "column-missing": gettext_lazy("Your file needs a column called %(column)s. Right now it has: %(found)s."),
    "column-twice": gettext_lazy("Two columns stand for %(column)s. Choose one of them."),
    "column-unknown": gettext_lazy("We do not know what the column %(column)s stands for."),
    # A whole row.
    "column-count": gettext_lazy("The row has %(found)s cells, and the file %(wanted)s columns. Mend it in the file."),
    "duplicate": gettext_lazy("The same listing and right as in row %(row)s."),
    "reported": gettext_lazy("Already reported in %(notice)s."),
    "filed": gettext_lazy("Sent before, word for word, in %(notice)s."),
    "left-out": gettext_lazy("You left this row out."),
    # Cells.
    "listing-missing": gettext_lazy("Add the link or the number of the listing."),
    "listing-several": gettext_lazy("Name one listing a row."),
    "invalid-url": gettext_lazy("This is not a link we can use."),
    "not-a-marketplace-url": gettext_lazy("This link is not on %(marketplace)s."),
    "listing-not-found": gettext_lazy("We do not know this listing. Check the number."),
    "already-removed": gettext_lazy("The listing is gone already."),
    "conflict-of-interest": gettext_lazy("This is a listing of your own shop."),
    "allowed-seller": gettext_lazy(
        "The shop is on your list of authorised sellers. Report it by itself, where you confirm that you mean it."
    ),
    "right-missing": gettext_lazy("Name the right: our id, office and number, or its title."),
    "right-unknown": gettext_lazy("Not one of your rights."),
    "right-ambiguous": gettext_lazy("You have %(count)s rights of this name or number. Write our id: %(ids)s."),
    "right-invalid": gettext_lazy("This right was refused, withdrawn or has ended, so it cannot carry a notice."),
    "mandate-required": gettext_lazy("Your mandate does not cover this right in %(country)s today."),
    "claim-type-missing": gettext_lazy("Say what is wrong: %(choices)s."),
    "claim-type-unknown": gettext_lazy("We do not know this kind of claim. Write one of: %(choices)s."),
    "wrong-right-type": gettext_lazy("This right can carry: %(choices)s."),
    "territory-unknown": gettext_lazy("%(what)s is no country code. Write codes like DE FR."),
    "evidence-unknown": gettext_lazy("You have no file with the id %(id)s that can be used."),
    "too-many-items": gettext_lazy("Up to %(most)s files for one listing."),
    "too-long": gettext_lazy("Up to %(most)s characters; this has %(count)s."),
    "invalid-character": gettext_lazy("Leave out control characters."),
    "reasons-missing": gettext_lazy("Say in your own words why this listing is not allowed."),
    "prima-facie-evidence-missing": gettext_lazy("The law of this market asks for first evidence: add a file."),
    "ownership-proof-missing": gettext_lazy("Add a file that proves the right is yours, or let us confirm it first."),
    "claim-chart-missing": gettext_lazy("Add a file that compares the patent's claims with the product."),
    "right-registration-missing": gettext_lazy("The right needs its registration number."),
}


@dataclass(frozen=True)
class Wrong:
    """One thing wrong in one column; `suggest` is what was probably meant."""

    code: str
    column: str = ""
    suggest: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return {"code": self.code, "column": self.column, "suggest": self.suggest, "about": dict(self.about)}


def words(stored: Mapping[str, Any]) -> str:
    """The sentence for a stored fault."""
    about = {"marketplace": settings.MARKETPLACE_NAME, **stored.get("about", {})}
    known = WORDS.get(stored["code"])
    return str(known) % about if known else str(about.get("text") or _("This row cannot be sent as it is."))


def sentence(stored: Iterable[Mapping[str, Any]]) -> str:
    """All faults of a row in one line, for files and for partners."""
    return " ".join(dict.fromkeys(words(each) for each in stored))


def titles(column: str) -> str:
    return str(BY_NAME[column].title) if column in BY_NAME else ""
