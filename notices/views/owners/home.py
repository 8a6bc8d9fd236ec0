"""The owner's first page: what needs them, then drafts, the latest notices, and how often their notices were right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docket import clock
from notices.drafting import Work
from notices.models import Draft, Notice
from notices.standing import filers
from notices.views.owners import needs
from notices.views.owners.access import login_required, notifier, user_of
from notices.views.owners.standing import share_of
from notices.views.owners.summaries import rows_of
from policy import tiers
from rights.models import IPRight

DRAFTS = 10  # on the first page; the newest first


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this organisation, the most urgent first."""
    organisation = notifier(request)
    drafts = Draft.objects.filter(organisation=organisation, notice=None).select_related("changed_by")[:DRAFTS]
    notices = Notice.objects.filed_for(organisation.pk).select_related("right", "owner").order_by("-pk")[:5]
    standing = filers.of(organisation)
    context = {
        "needs": needs.of(organisation, user_of(request)),
        "drafts": [{"draft": draft, "work": Work(draft, organisation)} for draft in drafts],
        "notices": rows_of(list(notices)),
        "has_rights": IPRight.objects.usable_by(organisation, clock.now().date()).usable().exists(),
        "standing": standing,
        "share": share_of(standing.record),
        "tier": tiers.tier_of(standing.record),
    }
    return render(request, "notices/owners/home.html", context)
