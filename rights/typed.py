"""Form fields for files and days, beside those for text (accounts.typed)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.typed import LineField, ProseField, holds_control_characters, offer, visible

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
