"""A case: what one shop sees of one notice. The owner's side is shown only as far as the claim's law allows."""

from accounts.models import Organisation
from docket.models import Entry
from notices.models import Claim, Notice
from notices.procedure import CLAIM
from policy.types import Disclosed, Regime

TELLING_SELLER = tuple(s.name for s in CLAIM.steps if any(told.audience == "seller" for told in s.told))
# Taking a claim back tells the seller only if there was something to take back in the seller's eyes.
FIRST_TELLING = tuple(name for name in TELLING_SELLER if name != "retract")


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


def only_told(claims: list[Claim]) -> list[Claim]:
    """Those whose docket has a step of which the seller was told."""
    steps = Entry.objects.filter(subject_type="claim", subject_id__in=[c.pk for c in claims], step__in=FIRST_TELLING)
    told = set(steps.values_list("subject_id", flat=True))
    return [claim for claim in claims if claim.pk in told]


def owner_shown(notice: Notice, regimes: list[Regime]) -> str:
    """The company behind the notice, where all of these laws let the seller know it; never a person."""
    return notice.owner.name if all(r.identity.owner is not Disclosed.NO for r in regimes) else ""


def contact_shown(notice: Notice, regimes: list[Regime]) -> str:
    """The owner's address for questions: only where the law passes the notice itself on."""
    return notice.owner.email if all(r.identity.forwards_notice for r in regimes) else ""


def right_shown(notice: Notice) -> str:
    """LINDE (EM 018224561), or the title of the work."""
    right = notice.right
    if right is None or not right.number:
        return notice.subject_title
    return f"{right.title} ({' '.join(filter(None, [right.office, right.number]))})"
