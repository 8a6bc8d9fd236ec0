"""What the check page shows before signing: the whole notice, what is missing, what a reviewer will doubt."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing
from notices import preflight
from notices.drafting import Work
from notices.filing import Sworn, faults
from notices.forms.filing import CLAIM_WORDS
from notices.models import Notice
from notices.views.owners import asking, wizard
from notices.views.owners.access import user_of
from notices.who_sees import lines_for
from policy.types import Declaration, Regime
from rights.words import identity

FEW = 20  # listings that are shown one by one
MOST_SELLERS = 20
# In which part of the notice a fault is mended.
PLACE = {
    "right": "right",
    "work": "right",
    "capacity": "right",
    "claim_type": "claim",
    "listings": "listings",
    "explanation": "evidence",
    "evidence": "evidence",
    "regions": "evidence",
    "files": "evidence",
}


def shown(request: HttpRequest, work: Work, governing: list[Regime], asked: list[Declaration]) -> dict[str, Any]:
    """The whole notice as it would be sent, for whoever signs it and for whoever prepared it."""
    filing = work.filing(
        user_of(request), sworn=[Sworn(d.code, d.version) for d in asked], signature="-", confirmed_allowed=True
    )
    looks = preflight.look(filing)
    return {
        **wizard.context_of(request, work, "sign"),
        "open_faults": [{"text": f.text, "url": mended_at(work, f.field)} for f in faults(filing)],
        "doubts": [{"look": each, "url": mended_at(work, each.field)} for each in looks if each.doubtful],
        "fine": [each for each in looks if not each.doubtful],
        "allowed_shops": work.allowed_shops,
        "warnings": preflight.warnings_of(governing, filing.claim_type),
        "groups": groups(work.checked.ready),
        "others_sign": asking.others(request, work),
        "change": {step: change(work, step) for step in ("right", "claim", "listings", "evidence")},
        "right_rows": right_rows(work),
        "claim_rows": claim_rows(work),
        "regimes": governing,
        "sellers": len({listing.seller_id for listing in work.checked.ready}),
        "contact_rows": contact_rows(request, work),
        "who_sees": lines_for(governing, owner=work.owner, filer=work.organisation),
    }


def mended_at(work: Work, field: str) -> str:
    if field == "contact":
        return reached_at(work)
    if field == "limit":  # nothing in the notice is wrong; what would change it stands elsewhere
        return reverse("account_set_password" if work.organisation.guest else "standing")
    return change(work, PLACE.get(field, "listings"))


def reached_at(work: Work) -> str:
    """Where the filer says how to be reached, and comes back; a guest has a page that asks for nothing known."""
    page = reverse("report_reach" if work.organisation.guest else "details")
    return f"{page}?next={wizard.url_of(work.draft, 'sign')}"


def change(work: Work, step: str) -> str:
    """The screen where it is changed, which leads straight back to the check page."""
    return f"{wizard.url_of(work.draft, step)}?to=sign"


def groups(listings: Sequence[Listing]) -> dict[str, Any]:
    """The listings by seller. A few are shown whole; of many, how many each seller has."""
    by_seller: dict[int, list[Listing]] = {}
    for listing in listings:
        by_seller.setdefault(listing.seller_id, []).append(listing)
    sellers = sorted(by_seller.values(), key=len, reverse=True)
    return {
        "sellers": [{"name": each[0].seller.name, "listings": each} for each in sellers[:MOST_SELLERS]],
        "more": max(0, len(sellers) - MOST_SELLERS),
        "whole": len(listings) <= FEW,
    }


def asked_by(governing: Iterable[Regime], declaration: Declaration) -> str:
    """Which rules ask for a statement; empty where only one body of rules applies, for that is said above."""
    all_rules = list(governing)
    asking = [regime.title for regime in all_rules if declaration.code in regime.declarations.notice]
    return "; ".join(asking) if len(all_rules) > 1 else ""


def warned_in(request: HttpRequest, work: Work) -> list[str]:
    """The warnings that the sent page showed, and that these rules have."""
    told = request.POST.getlist("warned")
    return [each.code for each in preflight.warnings(work.filing(user_of(request))) if each.code in told]


def row(name: str, value: object, url: str = "") -> dict[str, Any]:
    return {"name": name, "value": value, "url": url}


def right_rows(work: Work) -> list[dict[str, Any]]:
    filing_capacity = dict(Notice.Capacity.choices).get(work.content["capacity"], "")
    about = [row(_("Right"), work.subject), row(_("Owner"), work.owner.name), row(_("You"), filing_capacity)]
    if work.right is not None:
        about.insert(1, row(_("Registered as"), identity(work.right)))
    else:
        about += [row(_("What it is"), work.content["work"].get("description", ""))]
    return about


def claim_rows(work: Work) -> list[dict[str, Any]]:
    ready = {listing.external_id for listing in work.checked.ready}
    said = {key: len(ready & work.content[key].keys()) for key in ("explanations", "regions", "files")}
    about_some = [
        (_("Own words"), said["explanations"]),
        (_("Marks"), said["regions"]),
        (_("Own files"), said["files"]),
    ]
    evidence = change(work, "evidence")
    files = ngettext("%(n)s file", "%(n)s files", len(work.evidence)) % {"n": len(work.evidence)}
    return [
        row(_("Claim"), CLAIM_WORDS[work.content["claim_type"]], change(work, "claim")),
        row(_("Reason"), work.content["explanation"], evidence),
        *(row(name, on_some(n, len(ready)), f"{evidence}#listings") for name, n in about_some if n),
        row(_("Evidence"), files, evidence),
    ]


def on_some(n: int, total: int) -> str:
    return _("for %(n)s of %(total)s listings") % {"n": n, "total": total}


def contact_rows(request: HttpRequest, work: Work) -> list[dict[str, Any]]:
    company, user = work.organisation, user_of(request)
    url = reached_at(work)
    return [
        row(_("Name"), user.name),
        row(_("Company"), company.name),
        row(_("Email"), company.email, "" if company.guest else url),
        row(_("Phone"), company.phone, url),
        row(_("Address"), company.address, url),
    ]
