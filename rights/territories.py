"""Countries by their ISO 3166-1 codes and names, and the offices that register rights."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import countries
from policy.regimes import EU_MEMBERS

CODES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV
    BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES
    ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE
    IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
    MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU
    NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM
    SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE
    VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905  a block one can read
)
EU = "EU"
MISSPELT = {"UK": "GB", "EL": "GR", "EM": EU}
# Offices of several countries by their WIPO ST.3 codes; every other code is a country's.
REGIONAL: dict[str, Any] = {
    "EM": gettext_lazy("European Union (EUIPO)"),
    "WO": gettext_lazy("International (WIPO: Madrid, Hague)"),
    "EP": gettext_lazy("European Patent Office"),
    "BX": gettext_lazy("Benelux (BOIP)"),
    "AP": gettext_lazy("Africa, English-speaking (ARIPO)"),
    "OA": gettext_lazy("Africa, French-speaking (OAPI)"),
    "EA": gettext_lazy("Eurasian Patent Organization"),
    "GC": gettext_lazy("Gulf states (GCC)"),
    "QZ": gettext_lazy("European plant varieties (CPVO)"),
}
# What people call the offices that they name most.
KNOWN_AS = {
    "US": "USPTO", "GB": "UKIPO", "DE": "DPMA", "FR": "INPI", "ES": "OEPM", "IT": "UIBM", "CN": "CNIPA", "JP": "JPO",
    "KR": "KIPO", "CA": "CIPO", "AU": "IP Australia", "NZ": "IPONZ", "BR": "INPI", "MX": "IMPI", "CH": "IGE",
}  # fmt: skip
# Where a right of this office holds. The others name their countries one by one.
OF_OFFICE = {"EM": [EU], "QZ": [EU], "BX": ["BE", "NL", "LU"]}
AFRICA_AND_MIDDLE_EAST = """
    AE AO BF BH BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IL IO IQ IR JO KE KM KW LB LR LS LY MA
    MG ML MR MU MW MZ NA NE NG OM PS QA RE RW SA SC SD SH SL SN SO SS ST SY SZ TD TF TG TN TR TZ UG YE YT ZA ZM ZW
"""
AMERICAS = """
    AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN KY LC MF MQ MS
    MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI
"""
ASIA_AND_PACIFIC = """
    AF AM AQ AS AU AZ BD BN BT CC CK CN CX FJ FM GE GU HK HM ID IN JP KG KH KI KP KR KZ LA LK MH MM MN MO MP MV MY NC
    NF NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UM UZ VN VU WF WS
"""


def name(code: str) -> str:
    """Germany; a code that is none stays as it is."""
    return _("the European Union") if code == EU else countries.names().get(code, code)


def named(codes: Sequence[str]) -> str:
    """“Germany, France and the European Union”; nothing named is everywhere."""
    return countries.listed([name(code) for code in collapsed(codes)]) if codes else _("everywhere")


def collapsed(codes: Sequence[str]) -> list[str]:
    """All members of the Union together are the Union."""
    if not set(codes) >= EU_MEMBERS:
        return list(codes)
    return [EU, *(code for code in codes if code not in EU_MEMBERS)]


def expanded(codes: Iterable[str]) -> list[str]:
    """Only countries: the Union as its members today, each once, in order."""
    members = sorted(EU_MEMBERS)
    return list(dict.fromkeys(country for code in codes for country in (members if code == EU else [code])))


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """All countries for people to choose from, by part of the world, in the order of their names."""
    far = [set(codes.split()) for codes in (AMERICAS, ASIA_AND_PACIFIC, AFRICA_AND_MIDDLE_EAST)]
    europe = CODES - EU_MEMBERS - set[str]().union(*far)
    titles = [_("European Union"), _("Rest of Europe"), _("Americas"), _("Asia and Pacific"), _("Africa, Middle East")]
    return [(title, sorted_by_name(codes)) for title, codes in zip(titles, [EU_MEMBERS, europe, *far], strict=True)]


def sorted_by_name(codes: Collection[str]) -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in codes if code in CODES), key=lambda pair: pair[1].casefold())


def offices() -> list[tuple[str, str]]:
    """Every office by code and name: those of several countries first, then by country."""
    own = [(code, office(code)) for code in CODES]
    return [
        *((code, str(words)) for code, words in REGIONAL.items()),
        *sorted(own, key=lambda each: each[1].casefold()),
    ]


def office(code: str) -> str:
    """Germany (DPMA)."""
    if code in REGIONAL:
        return str(REGIONAL[code])
    return f"{name(code)} ({KNOWN_AS[code]})" if code in KNOWN_AS else name(code)


def read(text: str) -> tuple[list[str], list[str]]:
    """The codes in a text, and what is no code. "EU" stands for the whole Union."""
    words = [word.upper() for word in re.split(r"[\s,;/]+", text) if word]
    good = list(dict.fromkeys(word for word in words if word in CODES or word == EU))
    return good, [word for word in words if word not in good]


def held_by_office(office: str) -> list[str]:
    """Where a right of this office holds; nothing for the offices whose rights name their countries."""
    return OF_OFFICE.get(office, [office] if office in CODES else [])
