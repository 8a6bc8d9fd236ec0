"""Countries by their ISO 3166-1 codes, and the offices that register rights."""

import re

from django.utils.translation import gettext_lazy as _

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
MISSPELT = {"UK": "GB", "EL": "GR", "EM": "EU"}
OFFICES = (
    ("EM", _("European Union (EUIPO)")),
    ("WO", _("International (WIPO)")),
    ("EP", _("European Patent Office")),
    ("US", _("United States (USPTO)")),
    ("GB", _("United Kingdom (UKIPO)")),
    ("DE", _("Germany (DPMA)")),
    ("FR", _("France (INPI)")),
    ("BX", _("Benelux (BOIP)")),
    ("ES", _("Spain")),
    ("IT", _("Italy")),
    ("PL", _("Poland")),
    ("SE", _("Sweden")),
    ("DK", _("Denmark")),
    ("FI", _("Finland")),
    ("NO", _("Norway")),
    ("AT", _("Austria")),
    ("CH", _("Switzerland")),
    ("TR", _("Türkiye")),
    ("CA", _("Canada")),
    ("MX", _("Mexico")),
    ("BR", _("Brazil")),
    ("CN", _("China (CNIPA)")),
    ("JP", _("Japan (JPO)")),
    ("KR", _("South Korea (KIPO)")),
    ("IN", _("India")),
    ("AU", _("Australia")),
    ("NZ", _("New Zealand")),
    ("ZA", _("South Africa")),
)
# Where a right of this office holds, for the form to fill in by itself.
OF_OFFICE = {"EM": ["EU"], "BX": ["BE", "NL", "LU"]}


def read(text: str) -> tuple[list[str], list[str]]:
    """The codes in a text, and what is no code. "EU" stands for the whole Union."""
    words = [word.upper() for word in re.split(r"[\s,;/]+", text) if word]
    good = list(dict.fromkeys(word for word in words if word in CODES or word == "EU"))
    return good, [word for word in words if word not in good]


def held_by_office(office: str) -> list[str]:
    """Where a right of this office holds; nothing for the offices whose rights name their countries."""
    return OF_OFFICE.get(office, [office] if office in CODES else [])
