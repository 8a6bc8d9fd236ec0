"""What can happen, by the names that partners know. A type is never renamed and never changes its meaning."""

from django.utils.translation import gettext_lazy as _

TEST, CHALLENGE = "webhook.test", "webhook.challenge"  # a challenge is no event: it goes to one address only
TYPES = {
    "notice.submitted": _("A notice was sent"),
    "notice.information_requested": _("We asked for something that a claim lacks"),
    "claim.upheld": _("A claim was upheld"),
    "claim.rejected": _("A claim was rejected"),
    "claim.restricted": _("The marketplace confirmed that the listing is hidden"),
    "claim.countered": _("The seller sent a counter-notice"),
    "claim.restored": _("The listing comes back"),
    "claim.retracted": _("A claim was taken back"),
    "claim.appealed": _("A decision was appealed"),
    "claim.appeal_decided": _("An appeal was decided"),
    "claim.updated": _("A claim moved on in any other way"),
    "import.finished": _("An import was sent to its end"),
    "right.verified": _("A right was confirmed"),
    "right.expiring": _("The term of a right ends soon"),
    "mandate.expiring": _("The last day of a mandate is near"),
    TEST: _("A test that you asked for"),
}
