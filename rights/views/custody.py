"""The custody of a file, for reviewers: everything that happened to it, and the proof that none of it was changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, STAFF, staff_only
from accounts.models import ApiKey, Organisation, User
from docket import clock, verify
from docket.models import Delivery, Entry
from rights.files import serving, shown
from rights.files.previews import FLAGS
from rights.models import Evidence, FileCheck
from rights.procedure.evidence import STATES
from rights.views.access import actor_of
from rights.views.files import evidence_of, why

NEWEST = 200  # entries on the page; all of them are in the export
CHECKS = 10
COPIES = {
    "original": lazy("the original"),
    "shared": lazy("the copy without hidden data"),
    "thumb": lazy("the small picture"),
}
DID = {
    "take_in": lazy("Came in"),
    "quarantine": lazy("Came in, locked until scanned"),
    "pass_scan": lazy("Scanned: nothing found"),
    "reject": lazy("Scanned: harmful, locked away"),
    "prepare": lazy("Copies to look at prepared"),
    "show": lazy("Read"),
    "export": lazy("Taken out with its history"),
    "find_damaged": lazy("Found damaged on disk"),
    "find_whole": lazy("Found whole again"),
}
TONES = {"reject": "stop", "find_damaged": "wait", "pass_scan": "ok", "find_whole": "ok", "export": "info"}


@require_GET
@staff_only(*REVIEWERS)
def custody(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file's whole story. Looking at the story is not reading the file."""
    evidence = evidence_of(request, public_id)
    entries = list(evidence.entries().reverse()[:NEWEST])
    context = {
        "card": shown.card(evidence, by=actor_of(request)),
        "evidence": evidence,
        "flags": [FLAGS[flag] for flag in evidence.flags if flag in FLAGS],
        "lines": lines(entries),
        "more": max(0, evidence.version - NEWEST),
        "faults": [*verify.broken_chains("evidence", evidence.pk)],
        "twins": twins(evidence),
    }
    return render(request, "rights/custody.html", context)


@require_GET
@staff_only(*REVIEWERS)
def export(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file and its story in one archive that can be checked anywhere; taking it out is part of the story."""
    return serving.export(evidence_of(request, public_id), by=actor_of(request), why=why(request))


@require_GET
@staff_only(*STAFF)
def files(request: HttpRequest) -> HttpResponse:
    """How all files are: how many in which state, what the checks found, which wait for the scanner."""
    counts = {state: Evidence.objects.filter(state=state).count() for state in STATES}
    waiting = Delivery.objects.filter(subscriber="rights.files.scanning.scan").exclude(state="done")
    context = {
        "figures": [{"name": FIGURES[state], "value": n} for state, n in counts.items() if n or state == "kept"],
        "damaged": Evidence.objects.filter(state="damaged").order_by("pk")[:CHECKS],
        "checks": FileCheck.objects.order_by("-pk")[:CHECKS],
        "waiting": waiting.count(),
        "trouble": waiting.exclude(last_error="").order_by("due_at").values_list("last_error", flat=True).first(),
        "reviews": actor_of(request).role in REVIEWERS,
        "now": clock.now(),
    }
    return render(request, "rights/files.html", context)


FIGURES = {
    "quarantined": lazy("locked until scanned"),
    "clean": lazy("scanned, nothing found"),
    "kept": lazy("kept without a scan"),
    "rejected": lazy("locked away: harmful"),
    "damaged": lazy("damaged on disk"),
}


def lines(entries: list[Entry]) -> list[dict[str, Any]]:
    """Each entry in words, with names; three queries, whatever the number."""
    people = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    houses = Organisation.objects.in_bulk({entry.organisation_id for entry in entries if entry.organisation_id})
    keys = ApiKey.objects.in_bulk({entry.key_id for entry in entries if entry.key_id})
    return [
        {
            "n": entry.n,
            "text": DID.get(entry.step, entry.step),
            "tone": TONES.get(entry.step, "neutral"),
            "detail": detail(entry),
            "who": who(entry, people, houses, keys),
            "at": entry.at,
            "hash": entry.hash,
        }
        for entry in entries
    ]


def detail(entry: Entry) -> str:
    facts = entry.facts
    if entry.step == "show":
        passed = _("passed on to the other party") if facts.get("passed_on") else ""
        return ", ".join(filter(None, [str(COPIES.get(facts["rendition"], "")), facts.get("why", ""), passed]))
    if entry.step == "prepare":
        return " ".join(str(FLAGS[flag]) for flag in facts.get("flags", []) if flag in FLAGS)
    return str(facts.get("finding") or facts.get("scanner") or facts.get("found") or facts.get("why") or "")


def who(entry: Entry, people: dict[int, User], houses: dict[int, Organisation], keys: dict[int, ApiKey]) -> str:
    person = people.get(entry.actor_id or 0)
    key = keys.get(entry.key_id or 0)
    house = houses.get(entry.organisation_id or 0)
    named = [str(person) if person else str(key.name) if key else "", str(house) if house else ""]
    return ", ".join(filter(None, named)) or _("the portal itself")


def twins(evidence: Evidence) -> dict[str, int]:
    """How often the same bytes were sent. Reviewers alone learn it: a party must not, or it could probe for files."""
    others = Evidence.objects.filter(sha256=evidence.sha256).exclude(pk=evidence.pk)
    elsewhere = others.exclude(organisation=evidence.organisation_id)
    return {"same": others.count(), "houses": elsewhere.values("organisation").distinct().count()}
