"""Sending notices, following them, and giving what is missing."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest import ids, told
from accounts.rest.answers import answer
from accounts.rest.fields import Choice, Text
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.problems import Problem
from accounts.rest.scopes import PUBLIC, actor_of, key_of, organisation_of
from docket.errors import NotOpen
from notices import actions, filing, preflight, timeline
from notices.api import shapes, submitting, written
from notices.api.refusals import as_problems
from notices.models import Claim, Notice
from notices.procedure import OPEN, STATES
from rights.api import evidence_of

ABOUT_LISTINGS = ("listing-not-found", "already-removed", "not-a-marketplace-url", "duplicate-item")
ABOUT_NOTICES = (
    *ABOUT_LISTINGS,
    "too-many-items",
    "tier-limit",
    "limit-reached",
    "conflict-of-interest",
    "mandate-required",
    "wrong-right-type",
    "right-invalid",
    "allowed-seller",
    "declaration-required",
    "declaration-outdated",
)


class Notices(Endpoint):
    """Notices that you filed, or that an agent filed for you. A test key sees and makes test notices only."""

    @operation(
        "List notices",
        scope="notices.read",
        query={
            "claim_type": Choice(tuple(Notice.ClaimType.values)),
            "state": Choice(tuple(STATES), "Notices with a claim in this state."),
            "partner_reference": Text(120),
        },
        gives=told.paged(shapes.NOTICE_SHORT),
        paged=True,
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        rows = visible(request)
        for name in ("claim_type", "partner_reference"):
            rows = rows.filter(**{name: asked[name]}) if asked[name] else rows
        if asked["state"]:
            rows = rows.filter(pk__in=Claim.objects.filter(state=asked["state"]).values("notice"))
        return page(request, rows, written.notice_lines, asked)

    @operation(
        "Send a notice",
        scope="notices.write",
        reads=shapes.NOTICE_BODY,
        gives=shapes.NOTICE,
        status=201,
        acts=True,
        problems=ABOUT_NOTICES,
    )
    def post(self, request: Request, body: Mapping[str, Any]) -> HttpResponse:
        by, ready = actor_of(request), submitting.read(request, body)
        if ready.faults:
            raise Problem.of(ready.faults)
        with as_problems():
            notice = actions.submit(by=by, filing=ready.filing)
        found = list(Claim.objects.with_papers().filter(notice=notice).order_by("ordinal"))
        location = f"/api/v1/notices/{notice.public_id}"
        own = any(each.regions or each.evidence for each in ready.filing.listings)
        return answer(written.notice_whole(notice, found, by, fresh=True, own=own), 201, {"Location": location})


class Readiness(Endpoint):
    """Look before sending: the same rules that the reviewers go by. Nothing is stored."""

    @operation("Check a notice", scope="notices.write", reads=shapes.NOTICE_BODY, gives=shapes.READINESS)
    def post(self, request: Request, body: Mapping[str, Any]) -> HttpResponse:
        ready = submitting.read(request, body)
        governing = filing.regimes_in(ready.filing) if ready.filing.listings else []
        faults = [*ready.faults, *submitting.placed(filing.faults(ready.filing))]
        return answer(
            {
                "ready": not faults,
                "faults": [fault.as_dict() for fault in faults],
                "doubts": submitting.doubted(preflight.look(ready.filing)) if governing else [],
                "warnings": [
                    {"code": each.code, "text": each.text, "record": each.record}
                    for each in preflight.warnings_of(governing, ready.filing.claim_type)
                ],
                "regimes": [regime.code for regime in governing],
                "declarations": [
                    {"code": d.code, "version": d.version, "text": str(d.text), "perjury": d.perjury}
                    for d in filing.declarations_for(governing)
                ],
            }
        )


class OneNotice(Endpoint):
    """One notice with its claims."""

    @operation("Read a notice", scope="notices.read", gives=shapes.NOTICE)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        notice = ids.find(visible(request), public_id)
        found = list(Claim.objects.with_papers().filter(notice=notice).order_by("ordinal"))
        return answer(written.notice_whole(notice, found, actor_of(request)))


class Timeline(Endpoint):
    """What happened, oldest first, in the words that you may read. Reviewers' private notes are not in it."""

    @operation("Read a notice's timeline", scope="notices.read", gives=shapes.TIMELINE)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        lines = timeline.of(ids.find(visible(request), public_id), "notifier", organisation_of(request).pk)
        items = [
            {"at": e.at, "step": e.step, "words": e.words, "role": e.role, "detail": e.detail, "claims": e.claims}
            for e in lines
        ]
        return answer({"items": items})


class Information(Endpoint):
    """Give what a reviewer asked for, for all claims of the notice that wait for it."""

    @operation(
        "Give missing information",
        scope="notices.write",
        reads=shapes.INFORMATION_BODY,
        gives=shapes.NOTICE,
        acts=True,
        problems=("invalid-transition",),
    )
    def post(self, request: Request, public_id: str, body: Mapping[str, Any]) -> HttpResponse:
        by, notice = actor_of(request), ids.find(visible(request), public_id)
        papers = Claim.objects.with_papers().filter(notice=notice).order_by("ordinal")
        waiting = [claim for claim in papers if claim.state == "incomplete"]
        if not waiting:
            raise NotOpen("complete", written.notice_lines([notice])[0]["status"])
        files = evidence_of(organisation_of(request), {f"/evidence/{n}": e for n, e in enumerate(body["evidence"])})
        with as_problems():
            actions.complete(by=by, claims=waiting, answer=body["answer"], evidence=files)
        return answer(written.notice_whole(notice, list(papers.all()), by))


class Withdrawal(Endpoint):
    """Take the whole notice back: every claim of it that is still open. What they caused is undone."""

    @operation(
        "Withdraw a notice",
        scope="notices.write",
        reads=shapes.RETRACT_BODY,
        gives=shapes.NOTICE,
        acts=True,
        problems=("invalid-transition", "not-allowed"),
    )
    def post(self, request: Request, public_id: str, body: Mapping[str, Any]) -> HttpResponse:
        by, notice = actor_of(request), ids.find(visible(request), public_id)
        papers = Claim.objects.with_papers().filter(notice=notice).order_by("ordinal")
        running = [claim for claim in papers if claim.state in OPEN]
        if not running:
            raise NotOpen("retract", written.notice_lines([notice])[0]["status"])
        with as_problems():
            actions.retract(by=by, claims=running, reason=body["reason"])
        return answer(written.notice_whole(notice, list(papers.all()), by))


class ClaimTypes(Endpoint):
    """What a claim may be about, and which kinds of right carry it."""

    @operation("List claim types", scope=PUBLIC, gives=shapes.CLAIM_TYPES)
    def get(self, request: Request) -> HttpResponse:
        items = [
            {
                "code": code,
                "words": str(words),
                "rights": [kind for kind, fit in filing.CLAIMS_OF_RIGHT.items() if code in fit],
            }
            for code, words in Notice.ClaimType.choices
        ]
        return answer({"items": items}, headers={"Cache-Control": "public, max-age=3600"})


def visible(request: Request) -> "QuerySet[Notice]":
    """Notices of the caller's organisation, test or real as the key is. Sellers see claims, never notices."""
    key = key_of(request)
    if key.organisation.role != "notifier":
        return Notice.objects.none()
    mine = Notice.objects.filed_for(key.organisation_id).filter(is_test=not key.live)
    return mine.select_related("filer", "owner", "right")
