"""The rule book for partners: what each law asks for, which words are sworn, why claims are decided as they are."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request

from accounts.rest import told
from accounts.rest.answers import answer
from accounts.rest.operations import Endpoint, operation
from accounts.rest.scopes import PUBLIC
from policy import declarations, defences, reasons, regimes
from policy.types import Deadline, Regime

CACHED = {"Cache-Control": "public, max-age=3600"}
SWORN = told.record(code=told.TEXT, version=told.TEXT)
REGIME = told.record(
    "Regime",
    code=told.TEXT,
    version=told.TEXT,
    title=told.TEXT,
    jurisdictions=told.TEXTS,
    kinds=told.TEXTS,
    elements=told.listed(told.record(key=told.TEXT, label=told.TEXT, required=told.FLAG, basis=told.TEXT)),
    declarations=told.record(notice=told.listed(SWORN), counter_notice=told.listed(SWORN), appeal=told.listed(SWORN)),
    counter=told.TEXT,
    deadlines=told.listed(
        told.record(
            key=told.TEXT,
            kind=told.TEXT,
            least=told.maybe(told.WHOLE),
            most=told.maybe(told.WHOLE),
            unit=told.maybe(told.TEXT),
            our_choice=told.FLAG,
            basis=told.TEXT,
        )
    ),
)
REASON = told.record(
    "Reason",
    code=told.TEXT,
    version=told.TEXT,
    side=told.TEXT,
    kinds=told.TEXTS,
    title=told.TEXT,
    text=told.TEXT,
    cure=told.TEXT,
    refile=told.FLAG,
)
DECLARATION = told.record(
    "Declaration",
    code=told.TEXT,
    version=told.TEXT,
    short=told.TEXT,
    text=told.TEXT,
    perjury=told.FLAG,
    newest=told.FLAG,
)


DEFENCE = told.record(
    "Defence",
    code=told.TEXT,
    version=told.TEXT,
    kinds=told.TEXTS,
    label=told.TEXT,
    hint=told.TEXT,
    helps=told.TEXTS,
    reasons=told.TEXTS,
)


class Regimes(Endpoint):
    """The bodies of rules a claim may fall under; it follows from the listing's market and the kind of claim."""

    @operation("List regimes", scope=PUBLIC, gives=told.catalogue("Regimes", REGIME))
    def get(self, request: Request) -> HttpResponse:
        return answer({"items": [regime(each) for each in regimes.all()]}, headers=CACHED)


class Reasons(Endpoint):
    """Why claims are upheld or rejected, and what would cure it. Words in braces are filled in from the claim."""

    @operation("List reasons", scope=PUBLIC, gives=told.catalogue("Reasons", REASON))
    def get(self, request: Request) -> HttpResponse:
        items = [
            {
                "code": each.code,
                "version": each.version,
                "side": each.side.value,
                "kinds": [kind.value for kind in each.kinds],
                "title": each.title,
                "text": each.text,
                "cure": each.cure,
                "refile": each.refile,
            }
            for each in reasons.all()
        ]
        return answer({"items": items}, headers=CACHED)


class Declarations(Endpoint):
    """What people sign, word for word. Show the newest version to the signer, and send its code and version."""

    @operation("List declarations", scope=PUBLIC, gives=told.catalogue("Declarations", DECLARATION))
    def get(self, request: Request) -> HttpResponse:
        items = [
            {
                "code": each.code,
                "version": each.version,
                "short": each.short,
                "text": each.text,
                "perjury": each.perjury,
                "newest": declarations.newest(each.code).version == each.version,
            }
            for each in declarations.all()
        ]
        return answer({"items": items}, headers=CACHED)


class Defences(Endpoint):
    """What a seller can say against a notice, the proof that helps, and the reasons that a reviewer may find for it."""

    @operation("List defences", scope=PUBLIC, gives=told.catalogue("Defences", DEFENCE))
    def get(self, request: Request) -> HttpResponse:
        items = [{**asdict(each), "kinds": [kind.value for kind in each.kinds]} for each in defences.all()]
        return answer({"items": items}, headers=CACHED)


def regime(each: Regime) -> dict[str, Any]:
    return {
        "code": each.code,
        "version": each.version,
        "title": each.title,
        "jurisdictions": list(each.jurisdictions),
        "kinds": [kind.value for kind in each.kinds],
        "elements": [{"key": e.key, "label": e.label, "required": e.required, "basis": e.ref} for e in each.notice],
        "declarations": {
            "notice": sworn(each, "notice"),
            "counter_notice": sworn(each, "counter"),
            "appeal": sworn(each, "appeal"),
        },
        "counter": each.counter.name.value,
        "deadlines": [deadline(rule) for rule in each.deadlines],
    }


def sworn(each: Regime, act: str) -> list[dict[str, str]]:
    return [{"code": d.code, "version": d.version} for d in declarations.required(each, act)]


def deadline(rule: Deadline) -> dict[str, Any]:
    return {
        "key": rule.key,
        "kind": rule.kind.value,
        "least": rule.min,
        "most": rule.max,
        "unit": rule.unit.value if rule.unit else None,
        "our_choice": rule.policy_default,
        "basis": rule.ref,
    }


urlpatterns = [
    path("reference/regimes", Regimes.as_view()),
    path("reference/reasons", Reasons.as_view()),
    path("reference/defences", Defences.as_view()),
    path("reference/declarations", Declarations.as_view()),
]
