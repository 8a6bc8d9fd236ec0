"""The express way: the right is known, so two screens are enough."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from notices import drafting
from notices.drafting import Work
from notices.forms.filing import ExpressStep
from notices.models import Draft
from notices.views.owners import wizard
from notices.views.owners.access import login_required, notifier, right_of, see, user_of
from notices.views.owners.steps import fingerprint
from rights.words import identity


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Paste and go on; a clean list goes straight to check and sign, any other to its result."""
    right, organisation = right_of(request, public_id), notifier(request)
    content = drafting.begun_with(right, organisation)
    work = Work(Draft(organisation=organisation, user=user_of(request), content=content), organisation)
    if work.right is None:  # refused, withdrawn or over: its page says so
        return see("right", right.public_id)
    if request.method != "POST":
        return page(request, work, ExpressStep(work))
    work.draft.content = {**content, **ExpressStep.typed(request.POST, work)}
    del work.content
    form = ExpressStep(work, request.POST)
    if not form.is_valid():
        return page(request, work, form)
    work.draft.content["checked"] = fingerprint(work.content["paste"])
    work.draft.changed_by = user_of(request)
    work.draft.save()
    return see(wizard.url_of(work.draft, "sign" if work.checked.clean else "listings"))


def page(request: HttpRequest, work: Work, form: ExpressStep) -> HttpResponse:
    context = {"work": work, "form": form, "identity": identity(work.right) if work.right else ""}
    return render(request, "notices/owners/express.html", context, status=400 if form.errors else 200)
