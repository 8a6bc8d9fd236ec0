"""What every page knows: the portal's name, whether it is a demo, and the menu of whoever looks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import STAFF
from docket import health
from docket.actors import Actor
from ipr_portal.ops import words

MENUS = {
    "notifier": [
        ("home", _("Home")),
        ("notices", _("Notices")),
        ("disputes", _("Disputes")),
        ("watch", _("Watch")),
        ("rights", _("Rights")),
        ("mandates", _("Mandates")),
        ("inbox", _("Messages")),
    ],
    "seller": [("cases", _("My cases")), ("inbox", _("Messages"))],
    "reviewer": [
        ("queue", _("Queue")),
        ("my_work", _("My work")),
        ("rights_to_verify", _("Rights")),
        ("quality", _("Quality")),
        ("inbox", _("Messages")),
        ("deliveries", _("Deliveries")),
    ],
    "admin": [("deliveries", _("Deliveries")), ("status", _("Status")), ("drift", _("Drift"))],
}
MENUS["senior"] = [*MENUS["reviewer"], ("review_team", _("Team"))]
MENUS["operations"] = [*MENUS["admin"], ("review_team", _("Team"))]


def portal(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    items = MENUS.get(actor.role, []) if actor else []
    nav: list[dict[str, Any]] = [{"title": title, "url": reverse(name)} for name, title in items]
    path = "/notices/" if request.path.startswith("/imports/") else request.path  # files become notices
    here = max((i["url"] for i in nav if path.startswith(i["url"])), key=len, default="")
    for item in nav:
        item["active"] = item["url"] == here
    about = {
        "name": settings.PORTAL_NAME,
        "demo": settings.DEMO,
        "marketplace": settings.MARKETPLACE_NAME,
        "contact": settings.CONTACT_EMAIL,
    }
    return {
        "portal": about,
        "nav": nav,
        "actor": actor,
        "account_links": account_links(request),
        "outages": outages(actor),
    }


def outages(actor: Actor | None) -> list[str]:
    """What staff should know while they work; what was never heard of is the status page's business."""
    if actor is None or actor.role not in STAFF:
        return []
    return [words.fault(word) for word in health.look().faults(never=0.0)]


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """What hides under the name in the corner."""
    if not getattr(request, "actor", None):
        return []
    links = [{"title": _("Settings"), "url": reverse("settings")}]
    if request.actor.role in STAFF:  # type: ignore[attr-defined]
        links.append({"title": _("Status"), "url": reverse("status")})
        links += [{"title": _("Files"), "url": reverse("files")}, {"title": _("Letters"), "url": reverse("letters")}]
    return links
