"""Form fields for files and days, beside those for text (accounts.typed)."""

from itertools import count
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.typed import LineField, ProseField, holds_control_characters, offer, visible
from rights import territories

__all__ = ["DayField", "FilesField", "LineField", "ProseField", "holds_control_characters", "offer", "visible"]


class ManyFiles(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; what is in them is looked at when they are stored (rights.files)."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return files


class DayField(forms.DateField):
    """A day that calendars know: not in the year 0 or 9999."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not 1800 <= day.year <= 2200:
            raise ValidationError(_("Check the year."), code="invalid")
        return day


class CountriesField(forms.MultipleChoiceField):
    """Countries to tick, by part of the world; the European Union can be ticked as a whole."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        # Read anew for each form, in the language of whoever reads it.
        super().__init__(choices=lambda: [(code, code) for code in (territories.EU, *territories.CODES)], **kwargs)


def ticks(field: forms.BoundField) -> list[dict[str, Any]]:
    """The boxes of a field of countries, for components/countries.html."""
    chosen, number, groups = set(field.value() or ()), count(), []
    for n, (title, countries) in enumerate(territories.groups()):
        whole = [(territories.EU, _("All of the European Union"))] if n == 0 else []
        boxes = [
            {"id": f"{field.auto_id}_{next(number)}", "value": code, "name": name, "checked": code in chosen}
            for code, name in [*whole, *countries]
        ]
        groups.append({"title": title, "boxes": boxes, "chosen": sum(bool(box["checked"]) for box in boxes)})
    return groups


def is_link(text: str) -> bool:
    """Whether this is a whole web address; what cannot be read as an address at all is none."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # "http://[" and the like
        return False
