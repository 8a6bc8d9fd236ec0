"""Following each listing of a notice, and every step that a partner of either side may take on it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest import ids, versions
from accounts.rest.answers import answer
from accounts.rest.fields import Choice, Pattern, Shape, public_id
from accounts.rest.operations import Endpoint, View, operation
from accounts.rest.pages import page
from accounts.rest.scopes import EITHER, actor_of, demand, key_of, organisation_of
from notices import actions
from notices.actions import CounterPaper
from notices.api import shapes, written
from notices.api.refusals import as_problems
from notices.filing import Sworn
from notices.models import Claim, Notice
from notices.procedure import STATES
from rights.api import evidence_of
from rights.models import Evidence

NOTIFIER, SELLER = "notices.write", "counter_notices.write"
Body = Mapping[str, Any]
How = dict[str, Any]  # by, claims and after: what every action takes
Deed = Callable[[Any, Request, Claim, Body, How], object]


class Claims(Endpoint):
    """One claim for each listing of a notice: yours as a notifier, or those against your shop that we told you of."""

    @operation(
        "List claims",
        scope="notices.read",
        query={
            "state": Choice(tuple(STATES)),
            "claim_type": Choice(tuple(Notice.ClaimType.values)),
            "notice": public_id("ntc"),
            "listing": Pattern(r"[A-Za-z0-9_-]{1,64}", "the marketplace's id of a listing"),
        },
        gives=shapes.CLAIM_PAGE,
        paged=True,
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        by = actor_of(request)
        columns = {
            "state": "state",
            "claim_type": "notice__claim_type",
            "notice": "notice__public_id",
            "listing": "listing__external_id",
        }
        if by.role == "seller" and (asked["notice"] or asked["state"] in written.SELLER_READS):
            return answer({"items": [], "next": None})
        chosen = {column: asked[name] for name, column in columns.items() if asked[name]}
        return page(request, visible(request).filter(**chosen), lambda found: written.claims(found, by), asked)


class OneClaim(Endpoint):
    """One claim: where it stands, what was decided, what is due, and which steps are open to you."""

    @operation("Read a claim", scope="notices.read", gives=shapes.CLAIM)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        return told(request, ids.find(visible(request), public_id))


def deed(summary: str, scope: str, reads: Shape, *problems: str) -> Callable[[Deed], View]:
    """A POST on a claim: If-Match, once per Idempotency-Key, and the claim as it then stands."""

    def declare(act: Deed) -> View:
        @operation(
            summary,
            scope=scope,
            reads=reads,
            gives=shapes.CLAIM,
            acts=True,
            versioned=True,
            problems=("invalid-transition", "not-allowed", "already-filed", *problems),
        )
        def post(view: Endpoint, request: Request, public_id: str, body: Mapping[str, Any]) -> HttpResponse:
            claim = ids.find(visible(request), public_id)
            seen = {claim.pk: versions.expect(request, claim)}
            with as_problems():
                act(view, request, claim, body, {"by": actor_of(request), "claims": [claim], "after": seen})
            return told(request, ids.find(visible(request), public_id))

        return post

    return declare


class Retraction(Endpoint):
    """Take a claim back; what it caused is undone."""

    @deed("Retract a claim", NOTIFIER, shapes.RETRACT_BODY)
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.retract(**how, reason=body["reason"])


class Supplement(Endpoint):
    """Add files while a decision is awaited; what was signed, and its receipt, stay as they are."""

    @deed("Add evidence to a claim", NOTIFIER, shapes.EVIDENCE_BODY)
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.supplement(**how, evidence=files(request, body))


class Resumption(Endpoint):
    """Go on with a claim that paused because the mandate of the agent who filed it had ended. For its owner."""

    @deed("Go on with a paused claim", NOTIFIER, shapes.RESUME_BODY)
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.resume(**how)


class CourtAction(Endpoint):
    """Show that you went to court or to an authority before the listing is back; it then stays hidden."""

    @deed("Report a court action", NOTIFIER, shapes.COURT_BODY, "window-closed")
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.file_suit(
            **how,
            court=body["court"],
            case_number=body["case_number"],
            filed_on=body["filed_on"],
            evidence=files(request, body),
        )


class Appeal(Endpoint):
    """Ask a person who did not decide to look again: the notifier at a rejection, the seller at a removal."""

    @deed("Appeal a decision", f"{NOTIFIER}{EITHER}{SELLER}", shapes.APPEAL_BODY, "window-closed")
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        demand(request, SELLER if how["by"].role == "seller" else NOTIFIER)
        given = {"grounds": body["grounds"], "defence": body["defence"], "evidence": files(request, body)}
        return actions.appeal(**how, **given)


class CounterNotice(Endpoint):
    """The seller's answer to a removal, with the statements that the law prescribes; the law's wait begins."""

    @deed("Send a counter-notice", SELLER, shapes.COUNTER_BODY, "window-closed", "declaration-required")
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        paper = CounterPaper(
            defence=body["defence"],
            explanation=body["explanation"],
            declarations=[Sworn(each["code"], each["version"]) for each in body["declarations"]],
            signer=body["signer"],
            address=body["address"],
            phone=body["phone"],
            email=body["email"],
            evidence=files(request, body),
        )
        return actions.counter(**how, paper=paper)


class Answer(Endpoint):
    """The seller's answer before anything is decided, where the rules hear the seller first."""

    @deed("Answer before the decision", SELLER, shapes.ANSWER_BODY)
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        how.pop("after")  # the version was compared; the step starts from one state only
        given = {"answer": body["answer"], "defence": body["defence"], "evidence": files(request, body)}
        return actions.seller_answers(**how, **given)


class Mending(Endpoint):
    """The seller has changed the listing and asks for another look; the time to appeal rests until then."""

    @deed("Ask for a look at a changed listing", SELLER, shapes.MEND_BODY)
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.mend(**how, words=body["words"])


class Acceptance(Endpoint):
    """The seller closes the case; every way to answer stays open."""

    @deed("Close a case", SELLER, shapes.NOTHING_MORE)
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.accept(**how)


class MoreTime(Endpoint):
    """More time to answer or to appeal: once, and only where the limit is our own rule."""

    @deed("Ask for more time", SELLER, shapes.NOTHING_MORE, "window-closed")
    def post(self, request: Request, claim: Claim, body: Body, how: How) -> object:
        return actions.more_time(**how)


def visible(request: Request) -> "QuerySet[Claim]":
    """What the caller may know of: the claims of its notices, or those against its shop that it was told of."""
    key = key_of(request)
    papers = Claim.objects.with_papers().filter(notice__is_test=not key.live)
    if key.organisation.role == "seller":
        return papers.of_shop(key.organisation_id).told_to_sellers()
    return papers.filed_for(key.organisation_id)


def told(request: Request, claim: Claim) -> HttpResponse:
    return answer(written.claims([claim], actor_of(request))[0], headers={"ETag": versions.etag(claim)})


def files(request: Request, body: Mapping[str, Any]) -> list[Evidence]:
    return evidence_of(organisation_of(request), {f"/evidence/{n}": each for n, each in enumerate(body["evidence"])})
