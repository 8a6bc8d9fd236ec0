"""A partner system in tests: sends requests as one would over the wire, and holds every answer against the schema."""

import json
import uuid
from functools import cache
from typing import Any

import jsonschema
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from accounts import api_keys
from ipr_portal.api import views
from tests import cast
from tests.cast import Person

ALL = tuple(api_keys.SCOPES)


class Partner:
    """A key in use."""

    def __init__(self, person: Person, scopes: tuple[str, ...] = ALL, live: bool = True) -> None:
        assert person.organisation is not None
        self.person = person
        self.key, self.secret = api_keys.issue(
            organisation=person.organisation, created_by=person.user, name="test", scopes=scopes, live=live
        )
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """A new Idempotency-Key unless one is given; `None` as a value leaves a header out."""
        return self.send("POST", path, body, {"Idempotency-Key": str(uuid.uuid4()), **headers})

    def send(self, method: str, path: str, body: Any, headers: dict[str, Any]) -> HttpResponse:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.secret}", **headers}
        kind = headers.pop("Content-Type", "application/json")
        given = {name: value for name, value in headers.items() if value is not None}
        response = self.client.generic(method, f"/api/v1{path}", raw, content_type=kind, headers=given)
        hold_against_schema(method, path, response)
        return response

    def upload(self, name: str, content: bytes, **headers: str) -> HttpResponse:
        from django.core.files.uploadedfile import SimpleUploadedFile

        given = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": str(uuid.uuid4()), **headers}
        return self.client.post("/api/v1/evidence", {"file": SimpleUploadedFile(name, content)}, headers=given)


def notice_body(*listings: str, **fields: Any) -> dict[str, Any]:
    """A body that lacks nothing for listings on the US market under a trade mark."""
    right = fields.pop("right", None) or cast.right().public_id
    return {
        "right": right,
        "claim_type": "counterfeit",
        "listings": [{"id": each} for each in listings or (cast.listing().external_id,)],
        "explanation": "These lamps carry our mark; we did not make them.",
        "signature": {"name": "Mara Linde"},
        "declarations": declarations("us-trademark-policy"),
        **fields,
    }


def declarations(regime: str, act: str = "notice") -> list[dict[str, str]]:
    from policy import declarations, regimes

    return [{"code": d.code, "version": d.version} for d in declarations.required(regimes.get(regime), act)]


@cache
def schema() -> dict[str, Any]:
    return views.schema()


def hold_against_schema(method: str, path: str, response: HttpResponse) -> None:
    """Every good answer has exactly the members that the schema promises, and every status is announced."""
    if response.status_code == 404 or method not in {"GET", "POST"}:
        return
    route = resolve(f"/api/v1{path.partition('?')[0]}").route
    template = "/" + route.replace("<str:", "{").replace(">", "}")
    told = schema()["paths"].get(template, {}).get(method.lower())
    if told is None:
        return
    assert str(response.status_code) in told["responses"], (template, response.status_code, response.content)
    content = told["responses"][str(response.status_code)]["content"]
    (kind,) = content
    assert response["Content-Type"] == kind
    wanted = {**content[kind]["schema"], "components": schema()["components"]}
    jsonschema.validate(response.json(), wanted)


def slug(response: HttpResponse) -> str:
    return str(response.json()["type"]).rpartition("/")[2]
