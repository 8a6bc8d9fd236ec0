"""A case: what one shop sees of one notice. The owner's side is shown only as far as the claim's law allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import Organisation
from docket.models import Entry
from listings.models import Seller
from notices.actions.settle import accepted
from notices.models import Claim, Notice
from notices.procedure import CLAIM, ENDED, QUIET
from policy import regimes
from policy.types import Disclosed, Regime

TELLING_SELLER = tuple(s.name for s in CLAIM.steps if any(told.audience == "seller" for told in s.told))
FIRST_TELLING = tuple(name for name in TELLING_SELLER if name not in QUIET)


# Reasons that rest on an order: here we cannot say that no court has decided.
BY_ORDER = frozenset({"X-01", "PT-02"})
# Which state speaks for a case of several listings: what still needs somebody comes first.
SPEAKS_FIRST = (
    "awaiting_seller",
    "upheld",
    "mended",
    "countered",
    "appealed_takedown",
    "in_court",
    "submitted",
    "escalated",
    "held",
    "paused",
    "incomplete",
    "appealed_rejection",
    "removed_for_good",
    "restored",
    "retracted",
    "rejected",
    "forwarded",
    "lapsed",
)


@dataclass
class Case:
    """One notice as one shop sees it: only the claims that the shop was told of."""

    notice: Notice
    claims: Sequence[Claim]

    @property
    def reference(self) -> str:
        return reference(self.notice)

    @property
    def regimes(self) -> list[Regime]:
        return [regimes.get(code) for code in dict.fromkeys(claim.regime for claim in self.claims)]

    @property
    def state(self) -> str:
        """The state that speaks for the case."""
        present = {claim.state for claim in self.claims}
        return next(state for state in SPEAKS_FIRST if state in present)

    @property
    def leading(self) -> list[Claim]:
        """The claims in the state that speaks for the case."""
        return [claim for claim in self.claims if claim.state == self.state]

    @property
    def open(self) -> bool:
        return any(claim.state not in ENDED and claim.pk not in self.accepted for claim in self.claims)

    @property
    def closed(self) -> bool:
        """Whether the seller closed it, and nothing has happened since."""
        return self.state == "upheld" and all(claim.pk in self.accepted for claim in self.leading)

    @cached_property
    def accepted(self) -> set[int]:
        """The claims that the seller closed. One query, unless the list has asked already."""
        return accepted(self.claims)


def find(shop: Organisation, case: str) -> Case | None:
    """The case with this reference, if this shop was told of it."""
    claims = claims_of(shop, case)
    return Case(claims[0].notice, claims) if claims else None


def reference(notice: Notice) -> str:
    """The name of the case for the shop: C-7K4M2QXD for the notice N-7K4M2QXD."""
    return "C-" + notice.reference[2:]


def claims_of(shop: Organisation, case: str) -> list[Claim]:
    """The claims of this case that the shop was told of; empty if it is not this shop's case."""
    if not case.startswith("C-"):
        return []
    known = Claim.objects.with_papers().of_shop(shop.pk).told_to_sellers()
    found = list(known.filter(notice__reference="N-" + case[2:]).order_by("ordinal"))
    return only_told(found)


def claims_of_seller(seller: Seller, notice: Notice) -> list[Claim]:
    """The same for a shop that nobody signs in for yet."""
    known = Claim.objects.with_papers().told_to_sellers().filter(seller=seller, notice=notice)
    return only_told(list(known.order_by("ordinal")))


def only_told(claims: list[Claim]) -> list[Claim]:
    """Those whose docket has a step of which the seller was told."""
    steps = Entry.objects.filter(subject_type="claim", subject_id__in=[c.pk for c in claims], step__in=FIRST_TELLING)
    told = set(steps.stood().values_list("subject_id", flat=True))
    return [claim for claim in claims if claim.pk in told]


def owner_shown(notice: Notice, governing: Sequence[Regime]) -> str:
    """The company behind the notice, where all of these laws let the seller know it; never a person."""
    return notice.owner.name if all(r.identity.owner is not Disclosed.NO for r in governing) else ""


def agent_shown(notice: Notice, governing: Sequence[Regime]) -> str:
    """The firm that sent it for the owner, where all of these laws pass that on."""
    passed_on = all(r.identity.agent is Disclosed.YES for r in governing)
    return notice.filer.name if passed_on and notice.filer_id != notice.owner_id else ""


def contact_shown(notice: Notice, governing: Sequence[Regime]) -> str:
    """The owner's address for questions: only where the law passes the notice itself on."""
    return notice.owner.email if all(r.identity.forwards_notice for r in governing) else ""


def right_shown(notice: Notice) -> str:
    """LINDE (EM 018224561), or the title of the work."""
    right = notice.right
    if right is None or not right.number:
        return notice.subject_title
    office = "" if right.number.startswith(right.office) else f"{right.office} "
    return f"{right.title} ({office}{right.number})"


def says(notice: Notice, governing: Sequence[Regime], n: int) -> str:
    """What the notice says, in one sentence that blames nobody."""
    owner = owner_shown(notice, governing) or _("The owner of the right")
    words: str = SENTENCES[notice.claim_type] % {"owner": owner, "right": right_shown(notice), "n": n}
    return words


SENTENCES: Mapping[str, Any] = {
    "trademark": ngettext_lazy(
        "%(owner)s says that your listing uses its mark %(right)s without permission.",
        "%(owner)s says that your listings use its mark %(right)s without permission.",
        "n",
    ),
    "counterfeit": ngettext_lazy(
        "%(owner)s says that it did not make what your listing offers under its mark %(right)s.",
        "%(owner)s says that it did not make what your listings offer under its mark %(right)s.",
        "n",
    ),
    "copyright": ngettext_lazy(
        "%(owner)s says that your listing copies its work %(right)s.",
        "%(owner)s says that your listings copy its work %(right)s.",
        "n",
    ),
    "patent": ngettext_lazy(
        "%(owner)s says that your product uses its patent %(right)s.",
        "%(owner)s says that your products use its patent %(right)s.",
        "n",
    ),
    "design": ngettext_lazy(
        "%(owner)s says that your product looks like its design %(right)s.",
        "%(owner)s says that your products look like its design %(right)s.",
        "n",
    ),
}
