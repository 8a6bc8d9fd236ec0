"""The OpenAPI description of each operation, made from the same declaration that runs it."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from accounts.rest.idempotency import KEY
from accounts.rest.kinds import KINDS
from accounts.rest.operations import Operation
from accounts.rest.problems import MEDIA_TYPE
from accounts.rest.scopes import ANY_KEY, PUBLIC

Schema = dict[str, Any]
EVERYWHERE = ("invalid-parameter", "not-acceptable", "method-not-allowed", "rate-limited")
ON_PART = ("dependency-unavailable", "internal-error")
WITH_KEY = ("unauthenticated", "insufficient-scope")
WITH_BODY = ("validation-error", "payload-too-large", "unsupported-media-type")
WITH_DEED = ("idempotency-key-missing", "idempotency-in-progress", "idempotency-key-reused")
WITH_VERSION = ("precondition-failed", "precondition-required")
WITH_ID = ("not-found",)
FAULT: Schema = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body (RFC 6901)."},
        "field": {"type": "string", "description": "Name of a parameter of the address."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Leads to a page with help."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string", "description": "Name it when you write to us."},
        "state": {"type": "string", "description": "With invalid-transition: where the subject stands."},
        "version": {"type": "integer", "description": "With precondition-failed: the newest version."},
        "row": {"type": "integer", "description": "With csv-malformed: the row of the file."},
        "errors": {"type": "array", "items": FAULT},
    },
}
KEY_SCHEME: Schema = {"type": "http", "scheme": "bearer", "description": "A key of your organisation: ipr_live_…"}
IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New and random for each deed; the same one when the same deed is tried again.",
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
    "example": "7c1f0a52-0f9e-4f0b-9a3f-7f3b8f6a2d11",
}
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the newest state that you saw.",
    "schema": {"type": "string"},
    "example": '"3"',
}


class PortalSchema(AutoSchema):
    """Writes an operation from its declaration; a method without one is left out."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        told: Operation | None = getattr(getattr(self.view, method.lower(), None), "operation", None)
        if told is None:
            return None
        problem = component(registry, "Problem", PROBLEM)
        if told.scope != PUBLIC:
            named("key", ResolvedComponent.SECURITY_SCHEMA, KEY_SCHEME, registry)
        described = {
            "operationId": f"{method.lower()}_{name_of(path)}",
            "summary": told.summary,
            "description": description(told, self.view.__doc__ or ""),
            "tags": [name_of(path).split("_")[0] or "start"],
            "parameters": parameters(path, told),
            "responses": responses(path, told, problem, registry),
            "security": [] if told.scope == PUBLIC else [{"key": []}],
        }
        if body := request_body(told, registry):
            described["requestBody"] = body
        return described


def component(registry: Any, name: str, schema: Schema) -> Schema:
    named(name, ResolvedComponent.SCHEMA, schema, registry)
    return {"$ref": f"#/components/schemas/{name}"}


def named(name: str, kind: str, schema: Schema, registry: Any) -> None:
    registry.register_on_missing(ResolvedComponent(name, kind, schema, name))  # type: ignore[no-untyped-call]


def name_of(path: str) -> str:
    """/api/v1/claims/{public_id}/court-action → claims_court_action."""
    words = [word for word in path.removeprefix("/api/v1").split("/") if word and not word.startswith("{")]
    one = "_one" if path.rstrip("/").endswith("}") else ""
    return ("_".join(words).replace("-", "_").replace(".", "_") or "start") + one


def description(told: Operation, about: str) -> str:
    scope = {PUBLIC: "Needs no key.", ANY_KEY: "Any key will do."}.get(told.scope, f"Scope: `{told.scope}`.")
    return f"{' '.join(about.split())} {scope}".strip()


def parameters(path: str, told: Operation) -> list[Schema]:
    ids = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    found: list[Schema] = [{"name": i, "in": "path", "required": True, "schema": {"type": "string"}} for i in ids]
    found += [{"name": name, "in": "query", "schema": each.schema()} for name, each in told.parameters.items()]
    if told.acts:
        found.append(IDEMPOTENCY_KEY)
    if told.versioned:
        found.append(IF_MATCH)
    return found


def request_body(told: Operation, registry: Any) -> Schema | None:
    if told.reads is None and told.body_schema is None:
        return None
    schema = told.body_schema or component(registry, told.reads.name, told.reads.schema())  # type: ignore[union-attr]
    content: Schema = {"schema": schema}
    example = told.example or (told.reads.example if told.reads else None)
    if example:
        content["example"] = example
    return {"required": True, "content": {told.media_type: content}}


def responses(path: str, told: Operation, problem: Schema, registry: Any) -> dict[str, Schema]:
    gives = component(registry, told.gives["title"], told.gives) if "title" in told.gives else told.gives
    good: Schema = {
        "description": HTTPStatus(told.status).phrase,
        "content": {"application/json": {"schema": gives}},
    }
    if headers := answer_headers(told):
        good["headers"] = headers
    found = {str(told.status): good}
    if told.again is not None:
        found[str(told.again)] = {**good, "description": "It was done before; this is how it stands."}
    for slug in slugs(path, told):
        kind = KINDS[slug]
        one = found.setdefault(
            str(kind.status), {"description": "", "content": {MEDIA_TYPE: {"schema": problem}}, "slugs": []}
        )
        one["slugs"].append(slug)
    for one in found.values():
        if named := one.pop("slugs", []):
            one["description"] = ", ".join(named)
    return dict(sorted(found.items()))


def answer_headers(told: Operation) -> Schema:
    text = {"type": "string"}
    headers: Schema = {}
    if told.acts:
        headers["Idempotent-Replayed"] = {"schema": text, "description": "`true` on a repeated answer."}
    if told.status == HTTPStatus.CREATED:
        headers["Location"] = {"schema": text}
    if told.versioned:
        headers["ETag"] = {"schema": text}
    if told.paged:
        headers["Link"] = {"schema": text, "description": 'The next page, as rel="next".'}
    return headers


def slugs(path: str, told: Operation) -> list[str]:
    """Every problem this operation may answer with."""
    named = [*EVERYWHERE, *told.problems, *ON_PART]
    named += WITH_KEY if told.scope not in {PUBLIC} else ()
    named += WITH_BODY if told.reads or told.body_schema else ()
    named += WITH_DEED if told.acts else ()
    named += WITH_VERSION if told.versioned else ()
    named += WITH_ID if "{" in path else ()
    return list(dict.fromkeys(named))
