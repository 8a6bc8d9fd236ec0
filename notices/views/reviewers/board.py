"""The whiteboard of a notice: one text for all reviewers, its history, and both texts where two wrote at once."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from accounts.access import REVIEWERS, actor_of, staff_only
from docket.errors import NotAllowed, Stale
from notices import actions
from notices.models import Notice, Whiteboard
from notices.then_and_now import compared
from notices.views.reviewers.talking import notice_of
from rights.typed import ProseField

MOST_TEXT = 8000
SHOWN = 20


class BoardForm(forms.Form):
    """The text, and the change after which it was opened."""

    text = ProseField(label=lazy("What we know"), required=False, max_length=MOST_TEXT)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def board(request: HttpRequest, reference: str) -> HttpResponse:
    """Read it and change it. 409 if somebody was first: both texts side by side, nothing lost."""
    notice = notice_of(reference)
    if request.method != "POST":
        return page(request, notice)
    form = BoardForm(request.POST)
    if not form.is_valid():
        return page(request, notice, form, status=422)
    data = form.cleaned_data
    try:
        actions.write_board(by=actor_of(request), notice=notice, text=data["text"], after=data["seen"])
    except Stale:
        return page(request, notice, form, status=409)
    except NotAllowed as refusal:
        return page(request, notice, form, status=409, trouble=refusal.reason)
    messages.success(request, _("Kept, for all reviewers."))
    return HttpResponseRedirect(reverse("review_board", args=[notice.reference]), status=303)


def page(
    request: HttpRequest, notice: Notice, form: BoardForm | None = None, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    """Whoever sends again after a conflict has seen what stands now."""
    known = Whiteboard.objects.filter(notice=notice).first()
    text, version = (known.text, known.version) if known else ("", 0)
    conflict = compared(form.data.get("text", ""), text)[1] if form and status == 409 and not trouble else None
    if conflict is not None and form is not None:
        form = BoardForm({"text": form.data.get("text", ""), "seen": version})
    texts = list(known.texts.select_related("by")[:SHOWN]) if known else []
    context = {
        "notice": notice,
        "form": form or BoardForm(initial={"text": text, "seen": version}),
        "conflict": conflict,
        "last": texts[0] if texts else None,
        "texts": texts[1:],
        "trouble": trouble,
    }
    return render(request, "notices/reviewers/notes_board.html", context, status=status)
