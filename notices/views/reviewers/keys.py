"""The reviewers' keys: all of them listed, switched off, or changed for one's own hands and keyboard (WCAG 2.1.4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from accounts.access import REVIEWERS, staff_only

YEAR = 365 * 24 * 3600
KEYS = {
    "r": lazy("Remove, confirm, keep hidden"),
    "h": lazy("Hide in some countries"),
    "d": lazy("Keep, or restore"),
    "i": lazy("Ask the rights owner"),
    "a": lazy("Ask the seller first"),
    "e": lazy("Ask for a second look"),
    "E": lazy("Escalate, and say why"),
    "A": lazy("All undecided listings"),
    "y": lazy("Decide and open next"),
    "Y": lazy("Decide and stay"),
    "u": lazy("Undo"),
    "w": lazy("Reason"),
    "c": lazy("Words that go out"),
    "m": lazy("Note for reviewers"),
    "M": lazy("Macros"),
    "s": lazy("Skip, and say why"),
    "b": lazy("Put it back"),
    "t": lazy("Take it up"),
    "p": lazy("Show the letters"),
    "z": lazy("Zoom both pictures"),
    "v": lazy("Then and now"),
    "l": lazy("Live page"),
    "n": lazy("Start next"),
    "x": lazy("Tick a row"),
    "j": lazy("Next row"),
    "k": lazy("Row before"),
}


class KeysForm(forms.Form):
    """Whether single keys are on, and which key does what."""

    on = forms.BooleanField(label=lazy("Single keys are on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (key, says) in enumerate(KEYS.items()):
            widget = forms.TextInput(attrs={"maxlength": 1, "autocapitalize": "off", "autocomplete": "off"})
            self.fields[f"k{number}"] = forms.CharField(label=says, max_length=1, widget=widget, initial=key)

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for name in (name for name in self.fields if name != "on" and name in data):
            key = data[name]
            if not (key.isascii() and key.isalnum()):
                self.add_error(name, _("Use one letter or digit."))
            elif key in taken:
                self.add_error(name, _("%(key)s does something else already.") % {"key": key})
            taken.setdefault(key, name)
        return data

    def changed(self) -> str:
        """The changed ones as the script reads them: pairs of old and new, like rx.yq."""
        pairs = zip(KEYS, (self.cleaned_data[f"k{n}"] for n in range(len(KEYS))), strict=True)
        return ".".join(old + new for old, new in pairs if old != new)


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def keys(request: HttpRequest) -> HttpResponse:
    """List, switch off, change; kept in this browser, because keyboards differ."""
    form = (
        KeysForm(request.POST)
        if request.method == "POST" and "reset" not in request.POST
        else KeysForm(initial=own(request))
    )
    if request.method == "POST" and ("reset" in request.POST or form.is_valid()):
        messages.success(request, _("Saved for this browser."))
        answer = redirect("review_keys")
        on, changed = (
            ("on", "") if "reset" in request.POST else ("on" if form.cleaned_data["on"] else "off", form.changed())
        )
        for name, value in {"keys": on, "keymap": changed}.items():
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
        return answer
    context = {"form": form, "has_errors": bool(form.errors)}
    return render(request, "notices/reviewers/keys.html", context, status=422 if form.errors else 200)


def own(request: HttpRequest) -> dict[str, Any]:
    """The keys of this browser; a cookie that we did not write counts for nothing."""
    pairs = [pair for pair in request.COOKIES.get("keymap", "").split(".") if len(pair) == 2 and pair[0] in KEYS]
    mine = {**{key: key for key in KEYS}, **{pair[0]: pair[1] for pair in pairs}}
    return {"on": request.COOKIES.get("keys") != "off", **{f"k{n}": mine[key] for n, key in enumerate(KEYS)}}
