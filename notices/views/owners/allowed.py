"""The owner's list of authorised sellers for a right: added by name, number or link, one or many at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.keyset import cut
from docket.errors import NotAllowed
from docket.take import may
from listings import naming_shops
from listings.naming_shops import Line
from notices.views.owners.access import actor_of, login_required, notifier, right_of, see
from rights import actions
from rights.models import AllowedSeller, IPRight
from rights.typed import DayField, LineField, ProseField

PAGE = 100
MOST_LINES = 1000


class AllowForm(forms.Form):
    """Shops to put on the list, with what holds for all of them."""

    shops = ProseField(
        label=gettext_lazy("Which shops?"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line, up to 1,000: its name, its number, or a link to it or to a listing of it."),
        error_messages={"required": gettext_lazy("Name at least one shop.")},
    )
    since = DayField(label=gettext_lazy("Authorised since"), required=False)
    until = DayField(label=gettext_lazy("Authorised until"), required=False)
    note = LineField(
        label=gettext_lazy("Note"), max_length=300, required=False, help_text=gettext_lazy("Only your side reads it.")
    )

    def clean_shops(self) -> list[Line]:
        lines = naming_shops.find(self.cleaned_data["shops"])
        if len(lines) > MOST_LINES:
            raise ValidationError(_("These are %(n)s lines; 1,000 fit at once.") % {"n": len(lines)})
        return lines

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("It cannot end before it began."))
        return data

    @property
    def sellers(self) -> dict[str, str]:
        found = [line.shop for line in self.cleaned_data["shops"] if line.shop is not None]
        return {shop.external_id: shop.name for shop in found}

    @property
    def open_lines(self) -> list[Line]:
        """Lines that name no shop, or several of the same name."""
        return [line for line in self.cleaned_data["shops"] if line.shop is None]


@login_required
@require_http_methods(["GET", "POST"])
def sellers(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list, and the form that adds to it. What we do not know is shown again, so that it can be mended."""
    right = right_of(request, public_id)
    if request.method == "POST" and right.organisation_id != notifier(request).pk:
        raise Http404  # an agent under a mandate reads the list
    if request.method == "POST" and (gone := request.POST.get("remove")):
        if actions.disallow(by=actor_of(request), right=right, sellers=[gone]):
            messages.success(request, _("It is off the list. Notices against it ask no second time any more."))
        return see("right_sellers", right.public_id)
    form = AllowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return added(request, right, form)
    return page(request, right, form, [])


def added(request: HttpRequest, right: IPRight, form: AllowForm) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in ("since", "until", "note")}
    try:
        made = actions.allow(by=actor_of(request), right=right, sellers=form.sellers, **said)
    except NotAllowed as refused:
        form.add_error(None, refused.reason)
        return page(request, right, form, [])
    if made:
        words = ngettext("%(n)d seller is on the list now.", "%(n)d sellers are on the list now.", len(made))
        messages.success(request, words % {"n": len(made)})
    elif not form.open_lines:
        messages.info(request, _("They were on the list already."))
    if not form.open_lines:
        return see("right_sellers", right.public_id)
    again = "\n".join(line.text for line in form.open_lines)
    rest = AllowForm({**{name: request.POST.get(name, "") for name in form.fields}, "shops": again})
    rest.add_error("shops", _("We could not tell which shops these lines mean."))
    return page(request, right, rest, form.open_lines)


def page(request: HttpRequest, right: IPRight, form: AllowForm, open_lines: list[Line]) -> HttpResponse:
    standing = AllowedSeller.objects.filter(right=right).standing().select_related("added_by")
    rows, links = cut(request, standing, PAGE, {})
    context = {
        "right": right,
        "form": form,
        "rows": rows,
        "open_lines": open_lines,
        **links,
        "may_change": may(right.procedure["allow"], right, actor_of(request)),
    }
    return render(request, "rights/sellers.html", context, status=400 if form.errors else 200)
