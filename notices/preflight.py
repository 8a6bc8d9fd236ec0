"""What a reviewer will look at, said before a notice is signed: what is fine, what is doubtful, how often it failed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing
from notices import earlier, past
from notices.checks_strip import covers
from notices.earlier import Earlier
from notices.filing import Filing, regimes_in
from notices.models import Claim
from notices.places import named
from policy.types import Act, Regime, Warned
from rights import goods, numbers
from rights.models import USABLE, IPRight

SHORT = 40  # characters; fewer hardly say what is wrong and where
SHOWN = 3
# Words that tell of prices and dealers rather than of a right, in the languages that filers write in.
TRADE = re.compile(
    r"\b(?:cheap|discount|dealers?|distributors?|resell\w*|retailers?|grey market|gray market|parallel import\w*|"
    r"warranty|price list|rrp|unauthori[sz]ed seller|preis\w*|h[äa]ndler\w*|vertrieb\w*|precios?|distribuidor\w*|"
    r"importaci[óo]n paralela)\b|价格|经销商|平行进口|سعر|موزع",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Look:
    """One thing a reviewer looks at. `reason` is the code for which notices were refused; `refused` in per cent."""

    code: str
    tone: str
    text: str
    field: str = "right"
    reason: str = ""
    refused: past.Share | None = None

    @property
    def doubtful(self) -> bool:
        return self.tone != "ok"


def look(filing: Filing) -> list[Look]:
    """All looks, doubtful ones first. A number of queries that does not grow with the listings."""
    found = [*_right(filing), *_reach(filing), *_goods(filing), *_evidence(filing), *_words(filing), *_others(filing)]
    shares = past.shares(filing.claim_type) if any(each.reason for each in found) else {}
    known = [Look(**{**each.__dict__, "refused": shares.get(each.reason)}) for each in found]
    return sorted(known, key=lambda each: not each.doubtful)


def warnings(filing: Filing) -> list[Warned]:
    """What the law or we must warn of before this notice is signed, each once."""
    return warnings_of(regimes_in(filing) if filing.listings else [], filing.claim_type)


def warnings_of(governing: Iterable[Regime], claim_type: str) -> list[Warned]:
    told = (each for regime in governing for each in regime.warnings_for(Act.NOTICE, claim_type))
    return list({each.code: each for each in told}.values())


def _right(filing: Filing) -> Iterator[Look]:
    right = filing.right
    if right is None:
        yield Look("right-not-registered", "ok", _("The notice names the work itself; no registration is needed."))
        return
    if right.state == "verified":
        yield Look("right-verified", "ok", _("We have confirmed this right."))
    elif right.state in USABLE:
        text = _("We have not confirmed this right yet. A reviewer looks it up first, which can take longer.")
        yield Look("right-not-verified", "wait", text, reason="R-05")
    if mixed(right.title):
        text = _(
            "The name %(title)s mixes letters of several alphabets that look alike. Type it anew if that is wrong."
        )
        yield Look("mixed-alphabets", "wait", text % {"title": right.title}, reason="F-02")
    if doubt := numbers.doubt(right.kind, right.office, right.number):
        yield Look("number-looks-odd", "wait", f"{right.number}: {doubt}", reason="F-02")


def _reach(filing: Filing) -> Iterator[Look]:
    if filing.right is None:
        return
    beyond = [each.listing for each in filing.listings if not covers(filing.right.territories, each.listing.market)]
    if beyond:
        text = ngettext(
            "The right does not reach %(where)s, where %(n)s listing is sold: %(which)s.",
            "The right does not reach %(where)s, where %(n)s listings are sold: %(which)s.",
            len(beyond),
        )
        where = named(sorted({each.market for each in beyond}))
        said = text % {"where": where, "n": len(beyond), "which": which(beyond)}
        yield Look("right-does-not-reach", "wait", said, "listings", "R-03")
    else:
        yield Look("right-reaches", "ok", _("The right holds wherever these listings are sold."))


def _goods(filing: Filing) -> Iterator[Look]:
    right = filing.right
    if right is None or right.kind != IPRight.Kind.TRADEMARK or not right.nice_classes:
        return
    outside = [r.listing for r in filing.listings if goods.outside(right.nice_classes, r.listing.category)]
    if outside:
        text = ngettext(
            "%(n)s listing seems to lie outside the classes of the mark: %(which)s.",
            "%(n)s listings seem to lie outside the classes of the mark: %(which)s.",
            len(outside),
        )
        yield Look(
            "goods-outside-classes", "wait", text % {"n": len(outside), "which": which(outside)}, "listings", "R-04"
        )


def _evidence(filing: Filing) -> Iterator[Look]:
    shown = filing.evidence or any(each.evidence or each.regions for each in filing.listings)
    if shown:
        yield Look("evidence-given", "ok", _("You show what you mean with files or marks."), "evidence")
    elif filing.claim_type == "counterfeit":
        text = _("You say that the goods are fake and show nothing. A photo or a test purchase helps most.")
        yield Look("no-evidence-for-counterfeit", "wait", text, "evidence", "M-11")
    else:
        text = _("You added no file and no mark. Show where the right is used, if you can.")
        yield Look("no-evidence", "wait", text, "evidence", "F-07")


def _words(filing: Filing) -> Iterator[Look]:
    said = [text for text in (filing.explanation, *(each.explanation for each in filing.listings)) if text.strip()]
    longest = max((len(text.strip()) for text in said), default=0)
    if longest < SHORT:
        text = _(
            "Your explanation is very short. Say what is wrong and where to look: product, picture, title or text."
        )
        yield Look("explanation-short", "wait", text, "explanation", "F-06")
    else:
        yield Look("explanation-given", "ok", _("You say why the listings are not allowed."), "explanation")
    if any(TRADE.search(text) for text in said):
        text = _("You write about prices or dealers. Real goods may be sold again at any price, in most places.")
        yield Look("price-or-distribution", "wait", text, "explanation", "M-10")


def _others(filing: Filing) -> Iterator[Look]:
    """Earlier claims on the same listings: one's own by name, those of others without saying whose."""
    by_pk = {each.listing.pk: each.listing for each in filing.listings}
    own = earlier.own(by_pk.values(), owner=filing.owner, right=filing.right)
    hidden = earlier.hidden(by_pk.values()) | {pk for pk, mine in own.items() if mine.removed_at}
    if waiting := own.keys() - hidden:
        said = _("You have reported these before, and it is not decided yet: %(which)s.")
        told = said % {"which": which([by_pk[pk] for pk in sorted(waiting)])}
        yield Look("already-reported", "wait", told, "listings", "L-05")
    if hidden:
        said = _("Already removed: %(which)s.")
        told = said % {"which": joined([_removed(by_pk[pk], own.get(pk)) for pk in sorted(hidden)])}
        yield Look("already-removed", "wait", told, "listings", "L-05" if own.keys() & hidden else "")
    others = Claim.objects.open().filter(listing__in=by_pk.keys() - hidden).exclude(notice__owner=filing.owner)
    kinds = same_kind(filing.claim_type)
    competing = set(others.filter(notice__claim_type__in=kinds).values_list("listing", flat=True))
    if competing:
        said = _(
            "Somebody else has an open notice about the same kind of right on these: %(which)s. We do not say who."
            " Show us that you were first."
        )
        told = said % {"which": which([by_pk[pk] for pk in sorted(competing)])}
        yield Look("competing-claim", "wait", told, "evidence", "M-12")


def _removed(listing: Listing, mine: Earlier | None) -> str:
    """“L-1 (your notice N-7K4M2QXD, 3 May 2026)”, or only “L-1” where somebody else's notice did it."""
    if mine is None or mine.removed_at is None:
        return listing.external_id
    told = {"id": listing.external_id, "reference": mine.reference, "day": date_format(mine.removed_at, "j M Y")}
    return _("%(id)s (your notice %(reference)s, %(day)s)") % told


def same_kind(claim_type: str) -> frozenset[str]:
    """Claims that rest on the same kind of right: a mark carries two of them."""
    marks = frozenset({"trademark", "counterfeit"})
    return marks if claim_type in marks else frozenset({claim_type})


def mixed(text: str) -> bool:
    """Whether one word has letters of two alphabets whose letters look alike."""
    words = ({unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()} for word in text.split())
    return any(len(scripts & {"LATIN", "GREEK", "CYRILLIC"}) > 1 for scripts in words)


def which(listings: Sequence[Listing]) -> str:
    return joined([each.external_id for each in listings])


def joined(texts: Sequence[str]) -> str:
    """“L-1, L-2 and 7 more”."""
    first = list(texts[:SHOWN])
    more = len(texts) - len(first)
    if more:
        return _("%(ids)s and %(n)s more") % {"ids": ", ".join(first), "n": more}
    return get_text_list(first, _("and"))
