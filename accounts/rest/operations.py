"""An operation of the API in one paragraph above its function: what it reads, gives, demands, and who may call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.rest import pages, queries
from accounts.rest.fields import Field, Shape
from accounts.rest.idempotency import once, was_done
from accounts.rest.problems import Fault, Problem

Schema = dict[str, Any]
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Operation:
    """What the schema, the permission and the wrapper below all read."""

    summary: str
    scope: str
    gives: Schema
    reads: Shape | None = None
    media_type: str = "application/json"
    body_schema: Schema | None = None
    query: Mapping[str, Field] = field(default_factory=dict)
    status: int = 200
    again: int | None = None  # the status where the deed was done before, in another request
    paged: bool = False
    acts: bool = False
    versioned: bool = False
    problems: tuple[str, ...] = ()
    example: Any = None
    # What must be looked at first, outside the deed's transaction (a name is resolved, say); given on as `found`.
    before: Callable[[Request, Any], Any] | None = None

    @property
    def parameters(self) -> Mapping[str, Field]:
        return {**self.query, **(pages.PARAMETERS if self.paged else {})}


def operation(summary: str, *, scope: str, gives: Schema, **more: Any) -> Callable[[View], View]:
    """Declare one method of an endpoint.

    The function gets the parameters of the address as `asked` if there are any, and the body as `body` if it reads one.
    With `acts=True` it runs in one transaction, once for each Idempotency-Key.
    """
    told = Operation(summary, scope, gives, **more)

    def declare(method: View) -> View:
        @wraps(method)
        def run(view: APIView, request: Request, **ids: Any) -> HttpResponse:
            asked = queries.read(request, told.parameters)
            given = {**ids, **({"asked": asked} if told.parameters else {})}
            if told.reads is not None:
                given["body"] = read_body(told.reads, request.data)
            if told.before is not None and not (told.acts and was_done(request)):
                given["found"] = told.before(request, given.get("body"))
            if told.acts:
                return once(request, lambda: method(view, request, **given))
            return method(view, request, **given)

        run.operation = told  # type: ignore[attr-defined]
        return run

    return declare


def read_body(shape: Shape, data: Any) -> dict[str, Any]:
    faults: list[Fault] = []
    body: dict[str, Any] = shape.read(data, "", faults)
    if faults:
        raise Problem.of(faults)
    return body


class Endpoint(APIView):
    """A resource of the API; its docstring is its description in the schema."""

    http_method_names = ["get", "head", "post", "patch", "put", "delete"]  # for the rest: 405
