"""Many notices in one request: each is taken or refused for itself, and the answer tells which."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest import problems, told
from accounts.rest.answers import answer
from accounts.rest.fields import Field, Many, Shape
from accounts.rest.operations import Endpoint, operation, read_body
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import actor_of
from notices import actions
from notices.actions.submit import Outcome
from notices.api import shapes, submitting, written
from notices.api.refusals import as_problems
from notices.filing import Filing
from notices.models import Claim, Notice

MOST_NOTICES = 100
MOST_LISTINGS = 2000  # of all of them together: what one transaction may hold


class Unread(Field):
    """A notice, read when its turn comes: what is wrong in it is said of it alone."""

    def read(self, value: Any, at: str, faults: list[Fault]) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        return shapes.NOTICE_BODY.schema()


BODY = Shape(
    "NewNotices",
    required={"notices": Many(Unread(), MOST_NOTICES, 1)},
    example={"notices": [shapes.NOTICE_BODY.example]},
)
RESULT = told.record(
    status=told.WHOLE,
    notice=told.maybe(shapes.NOTICE),
    problem=told.maybe({"type": "object", "required": ["type", "title", "status", "detail"]}),
)


class Batch(Endpoint):
    """Up to 100 notices with up to 2,000 listings in all. Each is all or nothing, the batch is not: `results` stand in
    the order of your notices, with the status, and the notice or the problem that each would have had by itself."""

    @operation(
        "Send many notices",
        scope="notices.write",
        reads=BODY,
        gives=told.record("NoticeResults", results=told.listed(RESULT)),
        acts=True,
        problems=("too-many-items",),
    )
    def post(self, request: Request, body: Mapping[str, Any]) -> HttpResponse:
        bodies = [body_or_problem(each) for each in body["notices"]]
        readable = [each for each in bodies if isinstance(each, dict)]
        if sum(len(each["listings"]) for each in readable) > MOST_LISTINGS:
            raise Problem.of([Fault("too-many-items", f"At most {MOST_LISTINGS} listings in all.", "/notices")])
        shelf = submitting.Shelf(request, readable)
        filings = [each if isinstance(each, Problem) else filing_or_problem(shelf, each) for each in bodies]
        sent = iter(outcomes(request, [each for each in filings if isinstance(each, Filing)]))
        done = [next(sent) if isinstance(each, Filing) else each for each in filings]
        return answer({"results": results(request, done)})


def body_or_problem(data: Any) -> dict[str, Any] | Problem:
    try:
        return read_body(shapes.NOTICE_BODY, data)
    except Problem as problem:
        return problem


def filing_or_problem(shelf: submitting.Shelf, body: Mapping[str, Any]) -> Filing | Problem:
    try:
        found = shelf.read(body)
    except Problem as problem:
        return problem
    return Problem.of(found.faults) if found.faults else found.filing


def outcomes(request: Request, filings: Sequence[Filing]) -> list[Notice | Problem]:
    made = actions.submit_many(by=actor_of(request), filings=filings) if filings else []
    return [notice_or_problem(each) for each in made]


def notice_or_problem(outcome: Outcome) -> Notice | Problem:
    """What was refused becomes the problem that it would have been by itself."""
    if isinstance(outcome, Notice):
        return outcome
    try:
        with as_problems():
            raise outcome
    except Problem as problem:
        return problem
    except Exception as refused:
        return problems.foreseen(refused, None) or Problem("not-allowed", str(refused))


def results(request: Request, done: Sequence[Notice | Problem]) -> list[dict[str, Any]]:
    """In the order of the request; the claims of all notices are read together."""
    notices = {each.pk: each for each in done if isinstance(each, Notice)}
    found = list(Claim.objects.with_papers().filter(notice__in=notices).order_by("notice", "ordinal"))
    for claim in found:
        claim.notice = notices[claim.notice_id]
    whole = written.notices_whole(list(notices.values()), found, actor_of(request))
    return [
        {"status": 201, "notice": whole[each.pk], "problem": None}
        if isinstance(each, Notice)
        else {"status": problems.status_of(each), "notice": None, "problem": problems.body_of(request, each)}
        for each in done
    ]
