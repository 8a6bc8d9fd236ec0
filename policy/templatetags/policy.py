"""The words of policy files in the reader's language: {% load policy %}, {{ reason.title|said }}."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def said(words: str) -> str:
    """As the catalogue has it in this language; as the file has it where there is no translation."""
    return gettext(words) if words else ""
