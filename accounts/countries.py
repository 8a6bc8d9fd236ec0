"""Countries by name in the reader's language (names from CLDR, by Babel)."""

from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from django.utils.translation import get_language

# CLDR also names continents, the Union and a few made-up codes; an organisation has its seat in a country.
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def choices() -> list[tuple[str, str]]:
    """Code and name, sorted as this language sorts, as far as code points tell."""
    return _named(get_language() or "en")


def names() -> Mapping[str, str]:
    """Code to name, in the reader's language."""
    return _by_code(get_language() or "en")


def listed(several: Sequence[str]) -> str:
    """“Germany, France and Spain”, joined as this language joins: Arabic and Chinese leave no blank at their “and”."""
    language = get_language() or "en"
    return format_list(several, locale=Locale("en", "GB") if language == "en" else _locale(language))


@cache
def _by_code(language: str) -> Mapping[str, str]:
    return dict(_named(language))


@cache
def _named(language: str) -> list[tuple[str, str]]:
    every = _locale(language).territories
    named = {code: name for code, name in every.items() if len(code) == 2 and code not in NO_COUNTRY}
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
