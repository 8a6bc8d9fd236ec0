"""What people type and choose about an import: the file, what its columns are, and a mended cell."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.typed import DISGUISING, offer
from notices.bulk import columns, faults
from notices.bulk.columns import COLUMNS, LEFT_OUT
from notices.forms.filing import SignForm
from notices.models import Notice

LONGEST_CELL = 8000
UNDECIDED = "?"


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Your file"),
        allow_empty_file=True,  # said in words of our own
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        max_length=400,
        error_messages={"required": gettext_lazy("Choose a file.")},
        help_text=gettext_lazy("CSV, TSV or XLSX, up to 20 MB and 50,000 rows."),
    )


class ColumnsForm(forms.Form):
    """What each column of a file stands for; what we know by its name is chosen already."""

    def __init__(self, headings: Sequence[str], found: Sequence[str | None], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(headings)
        choices = [(column.name, column.title) for column in COLUMNS]
        for place, (heading, column) in enumerate(zip(headings, found, strict=True)):
            name = f"column_{place}"
            label = heading or _("Column %(n)s, without a name") % {"n": place + 1}
            self.fields[name] = forms.ChoiceField(label=label, initial=UNDECIDED if column is None else column)
            offer(self, name, [(UNDECIDED, _("Choose …")), *choices, (LEFT_OUT, _("Leave it out"))])
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        undecided = [name for name in self.fields if data.get(name) == UNDECIDED]
        for name in undecided:
            self.add_error(name, _("Say what %(heading)s stands for.") % {"heading": self.fields[name].label})
        if not undecided:
            for code, about in columns.faults(self.chosen, self.headings):
                self.add_error(self.place_of(code, about["column"]), faults.words({"code": code, "about": about}))
        return data

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self.fields]

    def place_of(self, code: str, column: str) -> str | None:
        """The second of two columns that stand for the same; a missing one has no place."""
        places = [name for name, chosen in zip(self.fields, self.chosen, strict=True) if chosen == column]
        return places[-1] if code == "column-twice" else None


class MendForm(forms.Form):
    """What a cell should say."""

    column = forms.ChoiceField(choices=[(column.name, column.title) for column in COLUMNS])
    text = forms.CharField(max_length=LONGEST_CELL, required=False, strip=True)
    alike = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        return DISGUISING.sub("", self.cleaned_data["text"])


class SignImportForm(SignForm):
    """The legal acts for a whole file, and in what role they are done where that is not plain."""

    def __init__(self, *args: Any, asks_role: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_role:
            own = [choice for choice in Notice.Capacity.choices if choice[0] != Notice.Capacity.AGENT]
            self.fields["capacity"] = forms.ChoiceField(
                label=_("How are you connected to your rights?"), widget=forms.RadioSelect, choices=own, initial="owner"
            )
            self.order_fields(["capacity", *(name for name in self.fields if name != "capacity")])
