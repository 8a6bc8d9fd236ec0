"""One listing of a notice: as it was reported, what was marked and said of it, and what happened to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from notices import showing, timeline
from notices.models import Notice
from notices.sides import side
from notices.views.owners import files
from notices.views.owners.access import found, login_required, notice_of, notifier
from notices.views.owners.detail import brief
from notices.views.owners.outcomes import rows_of, with_papers
from policy import regimes


@login_required
@require_GET
def listing(request: HttpRequest, reference: str, ordinal: int) -> HttpResponse:
    """The sealed copy is what was complained of, whatever the listing says later."""
    notice = notice_of(request, reference)
    claim = found(with_papers(notice).filter(ordinal=ordinal).first())
    row = rows_of(notice, [claim])[0]
    context = {
        "notice": notice,
        "claim": claim,
        "row": row,
        "rules": regimes.get(claim.regime),
        "sides": [side(claim.snapshot.content, showing.url_for_filer)],
        "marked": row["marked"],
        "files_at": files.opened_at(notice),
        "files": list(claim.evidence.order_by("pk")),
        "entries": [brief(line) for line in timeline.of_claims([claim], "filer", notifier(request).pk)[::-1]],
        **neighbours(notice, ordinal),
    }
    return render(request, "notices/owners/listing.html", context)


def neighbours(notice: Notice, ordinal: int) -> dict[str, int | None]:
    numbers = notice.claims.order_by().values_list("ordinal", flat=True)
    return {
        "previous": numbers.filter(ordinal__lt=ordinal).order_by("-ordinal").first(),
        "following": numbers.filter(ordinal__gt=ordinal).order_by("ordinal").first(),
    }
