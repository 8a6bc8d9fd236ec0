"""Which waiting claims are like this one: the same right, and the same shop, picture or nearly the same title."""

from notices.models import Claim, Notice
from notices.precedents import traits_of
from policy.load import book

LOOK_AT = 300  # waiting claims on the same right, the oldest first


def waiting_like(lead: Claim) -> list[tuple[Claim, str]]:
    """The claims, each with what makes it alike ("seller", "picture", "title"). One query, cut by the policy."""
    about, same = lead.notice, Notice.objects.filter(owner=lead.notice.owner_id, claim_type=lead.notice.claim_type)
    same = same.filter(right=about.right_id, is_test=about.is_test)
    same = same if about.right_id else same.filter(work__title=about.work.get("title", ""))
    waiting = Claim.objects.with_papers().filter(notice__in=same.values("pk"), state="submitted").exclude(pk=lead.pk)
    mine = traits_of(lead)
    found = []
    for claim in waiting.order_by("notice_id", "ordinal")[:LOOK_AT]:
        by = "seller" if claim.seller_id == lead.seller_id else traits_of(claim).near(mine)
        if by:
            found.append((claim, by))
    return found[: book().thresholds.batch.most - 1]


def one_matter(claims: list[Claim]) -> bool:
    """Whether one set of words fits all of them: the same owner, kind of claim and right or work."""
    named = {(c.notice.owner_id, c.notice.claim_type, c.notice.right_id, c.notice.subject_title) for c in claims}
    return len(named) == 1
