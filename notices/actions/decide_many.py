"""One decision on many like claims of several notices: one entry a claim, the letters as usual, one undo for all."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from docket import transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.models import Entry
from notices import merits, weighing
from notices.actions import deed
from notices.actions.decide import facts_of, impose, turn_down
from notices.actions.deed import Versions
from notices.actions.verdict import Verdict
from notices.many import lots
from notices.many.like import one_matter
from notices.models import Claim
from policy.house_rules import Lead
from policy.load import book


@transaction.atomic
def decide_many(
    *, by: Actor, lead: Claim, claims: Sequence[Claim], uphold: bool, verdict: Verdict, after: Versions = None
) -> list[Entry]:
    """All or none, judged anew under lock: held by this person, no party, not weighty, not drawn by lot.

    `lead` is the case that was looked at; it alone is not drawn. The number of queries does not grow with the claims.
    """
    claims, rules = deed.locked(claims), book().thresholds.batch
    if len(claims) > rules.most or not one_matter(claims):
        raise NotAllowed(_("Decide fewer at once, and only cases on the same right."))
    lot = lots.of(claims)
    if any(c.pk != lead.pk and lots.drawn(lot[c.pk], rules.share) for c in claims):
        raise NotAllowed(_("Some of these were drawn by lot: each of them is looked at by itself."))
    side = Lead.ON if uphold else Lead.KEEP
    against = merits.deviating(claims, verdict, side)
    weight = weighing.of_all(claims, reason=verdict.reason_code, against=against) if uphold else []
    drawing = {pk: {"lot": each} for pk, each in lot.items()}
    facts = facts_of(verdict) | merits.weighed(claims, verdict, side)
    entries = deed.take(
        "uphold" if uphold else "reject",
        claims,
        by=by,
        after=after,
        each=deed.joined(deed.reviewing(claims, by, "review"), against, drawing),
        weighty=weight,
        batch=uuid.uuid4().hex,
        share=rules.share,
        **facts,
    )
    (impose if uphold else turn_down)(claims, entries, by, verdict)
    return entries
