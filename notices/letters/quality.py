"""The letter to senior reviewers about two labels that differ."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from docket.models import Entry
from notices.models import BlindCase
from notices.quality.procedure import BLIND_CASE
from notifications import mail
from notifications.letters import spoken
from notifications.models import Notification
from notifications.post import post


def tell(entry: Entry) -> None:
    """Subscriber of blind_case.differ: every senior but those who gave one of the two labels."""
    case = BlindCase.objects.select_related("claim__notice", "decision").get(pk=entry.subject_id)
    seniors = User.objects.filter(staff_role="senior", is_active=True)
    seniors = seniors.exclude(pk__in=filter(None, [case.decision.by_id, entry.actor_id]))
    mail.send_due([post_to(entry, case, user).pk for user in seniors.order_by("pk")])


def post_to(entry: Entry, case: BlindCase, user: User) -> Notification:
    path = reverse("quality_found", args=[case.public_id])
    with translation.override(spoken(user.language)):
        kind = case.claim.notice.get_claim_type_display()
    (told,) = BLIND_CASE[entry.step].told
    return post(
        entry,
        address=user.email,
        recipient=user,
        audience=told.audience,
        letter=told.letter,
        context={
            "portal": settings.PORTAL_NAME,
            "name": user.name,
            "type": kind,
            "url": settings.PORTAL_URL + path,
            "audience": told.audience,
        },
        url=path,
        thread=case.public_id,
        language=user.language,
    )
