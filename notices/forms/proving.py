"""What somebody who holds a receipt types or hands in to have it confirmed."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.receipts import proof
from rights.typed import LineField


class ReceiptForm(forms.Form):
    """The two names of a receipt, as people copy them: with spaces, in either case."""

    reference = LineField(
        label=gettext_lazy("Reference"),
        max_length=40,
        help_text=gettext_lazy("For example N-7K4M2QXD."),
        error_messages={"required": gettext_lazy("Enter the reference of the notice.")},
    )
    receipt = LineField(
        label=gettext_lazy("Receipt number"),
        max_length=200,
        help_text=gettext_lazy("64 figures and letters from a to f."),
        error_messages={"required": gettext_lazy("Enter the receipt number.")},
    )

    def clean_reference(self) -> str:
        plain = re.sub(r"[\s‐-―-]", "", self.cleaned_data["reference"]).upper()
        return f"N-{plain.removeprefix('N')}"

    def clean_receipt(self) -> str:
        plain = re.sub(r"\s", "", self.cleaned_data["receipt"]).lower()
        if not proof.HASH.fullmatch(plain):
            raise ValidationError(_("A receipt number has 64 figures and letters from a to f."), code="invalid")
        return plain


class FileForm(forms.Form):
    """The receipt's PDF, in which both names stand."""

    file = forms.FileField(
        label=gettext_lazy("The receipt as PDF"),
        help_text=gettext_lazy("We read the two names in it, compare it with ours, and keep nothing."),
        error_messages={
            "required": gettext_lazy("Choose the PDF of the receipt."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if file := said.get("file"):
            content = file.read(proof.LARGEST + 1)
            said["content"] = content
            said["named"] = proof.named_in(content) if len(content) <= proof.LARGEST else ("", "")
            if not said["named"][0]:
                self.add_error("file", _("This file is no receipt of ours, or it was changed."))
        return said
