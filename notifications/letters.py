"""A letter: subject, plain text, and HTML made of the same text, with no place left empty."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from notifications import markup

SUBJECT_LENGTH = 250


class EmptyPlace(LookupError):
    """A letter names something that its context does not have; it must not be sent like this."""


class _Raises(str):
    """What the template engine puts where a variable is missing: an error instead of a gap."""

    def __mod__(self, name: object) -> str:
        raise EmptyPlace(str(name))


@dataclass(frozen=True)
class Letter:
    """What one person gets to read."""

    subject: str
    text: str
    html: str


def render(name: str, context: dict[str, Any], language: str = "en") -> Letter:
    """The letter templates/letters/<name>/ in this language. Raises EmptyPlace rather than leaving a gap."""
    with translation.override(spoken(language)):
        subject = clean_line(_template(name, "subject.txt").render(context))
        text = tidy(_template(name, "body.txt").render(context))
        page = {
            "subject": subject,
            "body": markup.to_html(text),
            "language": spoken(language),
            "right_to_left": translation.get_language_bidi(),
            "portal": settings.PORTAL_NAME,
        }
        html = _engine(autoescape=True).get_template("letters/layout.html").render(page)
    return Letter(subject, text, html)


def spoken(language: str) -> str:
    """This language if the portal has it or one like it (de-AT, zh-CN), otherwise the portal's own."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


def clean_line(text: str) -> str:
    """One line without control characters, so that nothing typed by anyone becomes a second mail header."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).split())[:SUBJECT_LENGTH]


def tidy(text: str) -> str:
    """Paragraphs stand one blank line apart, whatever the template tags left; control characters are dropped."""
    printable = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text.replace("\r\n", "\n"))
    lines = "\n".join(line.rstrip() for line in printable.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _template(name: str, part: str) -> Any:
    return _engine(autoescape=False).get_template(f"letters/{name}/{part}")


@cache
def _engine(*, autoescape: bool) -> DjangoTemplates:
    options = {"string_if_invalid": _Raises("%s"), "autoescape": autoescape}
    places = settings.TEMPLATES[0]["DIRS"]
    return DjangoTemplates({"NAME": "letters", "DIRS": places, "APP_DIRS": False, "OPTIONS": options})
