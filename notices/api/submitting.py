"""From a partner's body to a filing; the number of queries does not grow with the number of listings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import key_of
from listings import resolver
from notices import filing as rules
from notices.filing import Filing, Reported, Sworn
from notices.marking import Marked
from notices.preflight import Look
from rights.api import among, own_files, owner_named
from rights.models import IPRight, Mandate

WORDS = {
    resolver.INVALID: "This is not a web address.",
    resolver.ELSEWHERE: "This address is not a listing on this marketplace.",
    resolver.UNKNOWN: "We do not know this listing.",
    resolver.GONE: "This listing is gone already.",
}
# Where a fault of the rules stands in the body.
PLACES = {"signature": "/signature", "capacity": "/signature/capacity", "contact": "", "limit": ""}


@dataclass(frozen=True)
class Read:
    """A filing as far as it could be read, and what is wrong with the names in it."""

    filing: Filing
    faults: Sequence[Fault]


def read(request: Request, body: Mapping[str, Any]) -> Read:
    return Shelf(request, [body]).read(body)


class Shelf:
    """Whatever the bodies of one request name, fetched together; a problem in one body is that body's own."""

    def __init__(self, request: Request, bodies: Sequence[Mapping[str, Any]]) -> None:
        self.key = key_of(request)
        ids = (name for body in bodies for name in evidence_named(body).values())
        self.files = own_files(self.key.organisation, ids)
        texts = list(dict.fromkeys(named_by(each) for body in bodies for each in body["listings"]))
        self.listings = dict(zip(texts, resolver.resolve_many(texts), strict=True))
        self.rights: dict[str, IPRight | None] = {}

    def right(self, wanted: str) -> IPRight | None:
        if wanted not in self.rights:
            self.rights[wanted] = right_named(self.key.organisation, wanted)
        return self.rights[wanted]

    def read(self, body: Mapping[str, Any]) -> Read:
        """The filing as far as it can be read. Raises Problem for a file, right or owner that is not the caller's."""
        among(self.files, evidence_named(body))
        return filing_of(self, body)


def named_by(listing: Mapping[str, Any]) -> str:
    return str(listing["url"] or listing["id"])


def filing_of(shelf: Shelf, body: Mapping[str, Any]) -> Read:
    key, by_id = shelf.key, shelf.files
    reported, faults = reported_in(body["listings"], shelf)
    right = shelf.right(body["right"])
    work = body["work"]
    if (right is None) == (work is None):
        faults.append(Fault("right-missing", "Name a `right`, or describe a `work`: one of the two.", "/right"))
    signature = body["signature"] or {"name": "", "capacity": "owner"}
    filing = Filing(
        filer=key.organisation,
        owner=right.organisation if right else owner_named(key.organisation, body["owner"]),
        claim_type=body["claim_type"],
        listings=reported,
        right=right,
        work={name: work[name] for name in ("title", "description", "url")} if work else None,
        explanation=body["explanation"],
        territories=tuple(body["territories"]),
        evidence=[by_id[each] for each in of_all_listings(body)],
        declarations=[Sworn(each["code"], each["version"]) for each in body["declarations"]],
        signature_name=signature["name"],
        capacity=signature["capacity"],
        partner_reference=body["partner_reference"],
        language=body["language"] or "en",
        api_key=key,
        is_test=not key.live,
        warned=body["warned"],
        confirmed_allowed=body["confirm_allowed_sellers"],
    )
    return Read(filing, faults)


def of_all_listings(body: Mapping[str, Any]) -> list[str]:
    """The ids of the files that speak for every listing, each once."""
    return list(dict.fromkeys([*body["evidence"], *(body["work"] or {"evidence": ()})["evidence"]]))


def reported_in(named: Sequence[Mapping[str, Any]], shelf: Shelf) -> tuple[list[Reported], list[Fault]]:
    """The listings behind links and ids. Each needs one of the two."""
    faults: list[Fault] = []
    for index, each in enumerate(named):
        if bool(each["url"]) == bool(each["id"]):
            faults.append(Fault("required", "Name the listing by `url` or by `id`.", f"/listings/{index}"))
    reported = []
    for index, each in enumerate(named):
        match = shelf.listings[named_by(each)]
        if match.problem:
            place = "url" if each["url"] else "id"
            faults.append(Fault(match.problem, WORDS[match.problem], f"/listings/{index}/{place}"))
        elif match.listing is not None:
            own = [shelf.files[name] for name in each["evidence"]]
            marks = [Marked(**{name: value for name, value in mark.items() if value}) for mark in each["regions"]]
            reported.append(Reported(match.listing, each["explanation"], own, marks))
    return reported, faults


def right_named(caller: Organisation, wanted: str) -> IPRight | None:
    """A right the caller may use today; another one is as good as unknown, unless there once was a mandate."""
    if not wanted:
        return None
    own = IPRight.objects.filter(organisation=caller, public_id=wanted).select_related("organisation").first()
    if own is not None:  # the plain case, without the search through mandates
        return own
    usable = IPRight.objects.usable_by(caller).select_related("organisation")
    right = usable.filter(public_id=wanted).first()
    if right is not None:
        return right
    once = Mandate.objects.filter(agent=caller, owner__rights__public_id=wanted)
    if once.exists():
        raise Problem("mandate-required", errors=[Fault("mandate-required", "No mandate covers it today.", "/right")])
    raise Problem.of([Fault("unknown", "You have no right with this id.", "/right")])


def evidence_named(body: Mapping[str, Any]) -> dict[str, str]:
    """Every id of a file in the body, by its place."""
    named = {f"/evidence/{n}": each for n, each in enumerate(body["evidence"])}
    for index, listing in enumerate(body["listings"]):
        named |= {f"/listings/{index}/evidence/{n}": each for n, each in enumerate(listing["evidence"])}
    if body["work"]:
        named |= {f"/work/evidence/{n}": each for n, each in enumerate(body["work"]["evidence"])}
    return named


def placed(faults: Sequence[rules.Fault]) -> list[Fault]:
    """The faults that the rules find, with pointers into the body."""
    return [Fault(fault.code, fault.text, pointer_of(fault)) for fault in faults]


def doubted(looks: Sequence[Look]) -> list[dict[str, Any]]:
    """What a reviewer may stumble over, with the share of past notices refused for it where it is known."""
    return [
        {
            "code": each.code,
            "detail": each.text,
            "pointer": PLACES.get(each.field, f"/{each.field}"),
            "reason": each.reason,
            "refused": each.refused.percent if each.refused else None,
        }
        for each in looks
        if each.doubtful
    ]


def pointer_of(fault: rules.Fault) -> str:
    if fault.field.startswith("declaration_"):
        return "/declarations"
    if fault.index is not None and fault.field in {"listings", "regions", "files"}:
        inside = {"listings": "", "regions": "/regions", "files": "/evidence"}[fault.field]
        return f"/listings/{fault.index}{inside}"
    return PLACES.get(fault.field, f"/{fault.field}")
