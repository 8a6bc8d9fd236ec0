"""Where each role begins."""

from django.urls import reverse

from docket.actors import Actor

PAGES = {
    "seller": "cases",
    "reviewer": "queue",
    "senior": "queue",
    "operations": "deliveries",
    "admin": "deliveries",
}


def first_page(actor: Actor | None) -> str:
    """The address at which this actor's day begins."""
    return reverse(PAGES.get(actor.role, "home") if actor else "start")
