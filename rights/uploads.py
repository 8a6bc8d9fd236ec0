"""From the files of a form to stored evidence: what does not fit is said at the field, by name."""

from django import forms
from django.utils.translation import gettext as _

from docket.actors import Actor
from rights.actions import Files
from rights.actions.evidence import store
from rights.files.recognising import Unfit
from rights.forms.right import RightForm, is_picture
from rights.models import Evidence

MOST_FILES = 20


def keep(form: forms.Form, field: str, *, by: Actor, already: int = 0) -> list[Evidence]:
    """Store the files of this field. The fit ones are kept even if another one is not."""
    files = form.cleaned_data.get(field) or []
    if len(files) + already > MOST_FILES:
        form.add_error(field, _("%(most)s files at most; please send the most telling ones.") % {"most": MOST_FILES})
        return []
    kept = []
    for file in files:
        try:
            kept.append(store(by=by, upload=file))
        except Unfit as unfit:
            name = unfit.name or _("A file")
            form.add_error(field, f"{name}: {unfit}")
    return kept


def of_right(form: RightForm, *, by: Actor) -> Files:
    """What was handed in for a right. What calls itself a picture and is none is named at its field."""
    image, views = keep(form, "image", by=by), keep(form, "views", by=by)
    for name, kept in (("image", image), ("views", views)):
        for each in kept:
            if form.pictures_only(name) and not is_picture(each.media_type):
                form.add_error(name, _("%(name)s is no picture: PNG, JPEG, WebP or GIF.") % {"name": each.name})
    return Files(image[0] if image else None, views, keep(form, "proofs", by=by))
