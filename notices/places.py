"""Countries by name, for sentences."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts import countries
from rights.territories import name

EVERYWHERE = "*"
NAMES: dict[str, str | Promise] = {
    "AT": gettext_lazy("Austria"),
    "AU": gettext_lazy("Australia"),
    "BE": gettext_lazy("Belgium"),
    "BG": gettext_lazy("Bulgaria"),
    "BR": gettext_lazy("Brazil"),
    "CA": gettext_lazy("Canada"),
    "CH": gettext_lazy("Switzerland"),
    "CN": gettext_lazy("China"),
    "CY": gettext_lazy("Cyprus"),
    "CZ": gettext_lazy("Czechia"),
    "DE": gettext_lazy("Germany"),
    "DK": gettext_lazy("Denmark"),
    "EE": gettext_lazy("Estonia"),
    "ES": gettext_lazy("Spain"),
    "EU": gettext_lazy("the European Union"),
    "FI": gettext_lazy("Finland"),
    "FR": gettext_lazy("France"),
    "GB": gettext_lazy("the United Kingdom"),
    "GR": gettext_lazy("Greece"),
    "HR": gettext_lazy("Croatia"),
    "HU": gettext_lazy("Hungary"),
    "IE": gettext_lazy("Ireland"),
    "IN": gettext_lazy("India"),
    "IS": gettext_lazy("Iceland"),
    "IT": gettext_lazy("Italy"),
    "JP": gettext_lazy("Japan"),
    "KR": gettext_lazy("South Korea"),
    "LI": gettext_lazy("Liechtenstein"),
    "LT": gettext_lazy("Lithuania"),
    "LU": gettext_lazy("Luxembourg"),
    "LV": gettext_lazy("Latvia"),
    "MT": gettext_lazy("Malta"),
    "MX": gettext_lazy("Mexico"),
    "NL": gettext_lazy("the Netherlands"),
    "NO": gettext_lazy("Norway"),
    "NZ": gettext_lazy("New Zealand"),
    "PL": gettext_lazy("Poland"),
    "PT": gettext_lazy("Portugal"),
    "RO": gettext_lazy("Romania"),
    "SE": gettext_lazy("Sweden"),
    "SI": gettext_lazy("Slovenia"),
    "SK": gettext_lazy("Slovakia"),
    "TR": gettext_lazy("Türkiye"),
    "US": gettext_lazy("the United States"),
}


def everywhere(territories: Sequence[str]) -> bool:
    return not territories or EVERYWHERE in territories


def named(territories: Sequence[str]) -> str:
    """“Germany, France and Spain”, as they read inside a sentence."""
    return countries.listed([str(NAMES.get(code) or name(code)) for code in territories])
