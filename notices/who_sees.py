"""Who will read what, said before a notice is sent; it follows from the rules that govern its listings."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import Organisation
from policy.types import Disclosed, Regime


def lines_for(governing: Sequence[Regime], *, owner: Organisation, filer: Organisation) -> list[str]:
    """One sentence an audience, the strictest rule first."""
    company = (
        owner.name if owner == filer else _("%(owner)s and %(agent)s") % {"owner": owner.name, "agent": filer.name}
    )
    forwarded = [regime.title for regime in governing if regime.identity.forwards_notice]
    named = all(regime.identity.owner is not Disclosed.NO for regime in governing)
    lines = []
    if forwarded:
        words = _("Under %(rules)s the seller reads the notice itself, with the contact of %(company)s.")
        lines.append(words % {"rules": ", ".join(forwarded), "company": company})
    if named:
        lines.append(
            _("The seller: %(company)s, the right, the reason, and the listing with your marks and notes.")
            % {"company": owner.name}
        )
    lines.append(_("The public: that a notice was sent, by which company, and what was decided."))
    lines.append(_("Never, unless a law or court makes us: your own name, your phone and your address."))
    lines.append(_("Our reviewers: everything, with the files."))
    return lines
