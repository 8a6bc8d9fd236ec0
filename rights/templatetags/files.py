"""{% load files %}: lists of files on any page, the same everywhere."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import RequestContext

from rights.files import shown
from rights.models import Evidence

register = template.Library()


@register.inclusion_tag("components/files.html", takes_context=True)
def file_list(
    context: RequestContext, found: Iterable[Evidence], ref: str = "", drop: str = "", brief: bool = False, at: str = ""
) -> dict[str, Any]:
    """The files with links for whoever may open them.

    `ref`: for which notice they are read. `drop`: the name of the button that removes one. `brief`: without hashes.
    `at`: where this reader opens what its own organisation did not send.
    """
    by = getattr(context.request, "actor", None)  # also where a part was included with “only”
    return {"cards": shown.files(found, by=by, ref=ref, at=at), "drop": drop, "brief": brief}
