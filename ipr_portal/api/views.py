"""The door of the API, its schema, and the pages for people who build on it."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from accounts.api_keys import SCOPES
from accounts.rest import problems, told
from accounts.rest.answers import answer
from accounts.rest.kinds import KINDS
from accounts.rest.operations import Endpoint, operation
from accounts.rest.problems import Problem
from accounts.rest.scopes import ANY_KEY, PUBLIC, key_of

LINKS = {
    name: f"/api/v1/{name}" for name in ("notices", "claims", "rights", "mandates", "evidence", "events", "webhooks")
}
START = told.record(
    "Start",
    name=told.TEXT,
    version=told.TEXT,
    organisation=told.record(id=told.TEXT, name=told.TEXT, kind=told.TEXT),
    scopes=told.TEXTS,
    live=told.FLAG,
    links=told.record(**dict.fromkeys((*LINKS, "schema", "reference"), told.TEXT)),
)


class Start(Endpoint):
    """Who you are here, and where things are."""

    @operation("Start here", scope=ANY_KEY, gives=START)
    def get(self, request: Request) -> HttpResponse:
        key = key_of(request)
        who = key.organisation
        return answer(
            {
                "name": settings.PORTAL_NAME,
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "organisation": {"id": who.public_id, "name": who.name, "kind": who.kind},
                "scopes": key.scopes,
                "live": key.live,
                "links": {**LINKS, "schema": "/api/v1/openapi.json", "reference": "/api/v1/reference/regimes"},
            }
        )


class OpenApi(Endpoint):
    """This document."""

    @operation("The schema of this API, as OpenAPI 3.1", scope=PUBLIC, gives=told.OPEN)
    def get(self, request: Request) -> HttpResponse:
        headers = {"Cache-Control": "public, max-age=300"}
        return HttpResponse(schema_text(), content_type="application/json", headers=headers)


@cache
def schema_text() -> str:
    return json.dumps(schema())


def schema() -> dict[str, Any]:
    generator = SchemaGenerator(urlconf="ipr_portal.api.urls")  # type: ignore[no-untyped-call]
    made: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    made["servers"] = [{"url": settings.PORTAL_URL}]
    return made


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """An address below /api/ that leads nowhere, for whatever method."""
    return problems.respond(request, Problem("not-found", "Nothing has this address. See /api/v1/openapi.json."))


@require_GET
def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a problem means and what to do about it."""
    if slug not in KINDS:
        raise Http404
    return render(request, "developers/problem.html", {"slug": slug, "kind": KINDS[slug]})


@require_GET
def problem_index(request: HttpRequest) -> HttpResponse:
    return render(request, "developers/problems.html", {"kinds": KINDS.items()})


@require_GET
def developers(request: HttpRequest) -> HttpResponse:
    """How to begin: a key, a first notice, what to expect."""
    context = {"base": f"{settings.PORTAL_URL}/api/v1", "scopes": SCOPES.items()}
    return render(request, "developers/start.html", context | {"calls": calls(context["base"])})


def calls(base: Any) -> list[tuple[str, str]]:
    """Commands that work as they stand, once KEY is set."""
    bearer = '-H "Authorization: Bearer $KEY"'
    body = {
        "right": "rgt_…",
        "claim_type": "counterfeit",
        "listings": [{"url": "https://fairmark.example/l/7712093"}],
        "explanation": "These lamps carry our mark; we did not make them.",
        "declarations": [{"code": "good_faith_no_authorisation", "version": "1"}],
        "signature": {"name": "Mara Linde", "capacity": "owner"},
    }
    sent = "-H 'Content-Type: application/json' -d @notice.json"
    return [
        ("who", f"export KEY=ipr_live_…\ncurl -s {base}/ {bearer}"),
        ("body", f"cat > notice.json <<'JSON'\n{json.dumps(body, indent=2, ensure_ascii=False)}\nJSON"),
        ("check", f"curl -s {base}/notices/validate \\\n  {bearer} \\\n  {sent}"),
        ("send", f'curl -s {base}/notices \\\n  {bearer} \\\n  -H "Idempotency-Key: $(uuidgen)" \\\n  {sent}'),
        ("follow", f'curl -s "{base}/claims?limit=10" {bearer}'),
    ]
