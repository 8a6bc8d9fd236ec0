"""What registration numbers look like. A number that looks odd is doubted, never refused: registers change."""

import re

from django.utils.translation import gettext as _

# (office, kind) → shape, example. Spaces, dots and slashes are left out before comparing.
SHAPES = {
    ("EM", "trademark"): (r"(EU|EUTM)?0?\d{7,9}[A-Z]?", "018224561"),
    ("EM", "design"): (r"(EU)?0?\d{8,9}-?\d{4}", "008512345-0001"),
    ("US", "trademark"): (r"(US)?\d{6,8}", "5118220"),
    ("US", "patent"): (r"(US)?(RE|PP)?\d{5,8}([AB]\d)?", "US 9,123,456 B2"),
    ("US", "design"): (r"(US)?D\d{5,7}(S\d?)?", "D912,345"),
    ("US", "copyright"): (r"(VAU?|TXU?|PAU?|SRU?)\d{6,10}", "VA0002123456"),
    ("GB", "trademark"): (r"UK\d{11}", "UK00003123456"),
    ("DE", "trademark"): (r"(DE)?(30)?\d{6,12}", "302019123456"),
    ("WO", "trademark"): (r"(IR)?\d{5,7}[A-Z]?", "1512345"),
    ("EP", "patent"): (r"(EP)?\d{6,7}([AB]\d)?", "EP 3 123 456 B1"),
    ("CN", "trademark"): (r"\d{6,8}[A-Z]?", "12345678"),
    ("JP", "trademark"): (r"\d{5,7}", "6123456"),
}


def doubt(kind: str, office: str, number: str) -> str:
    """A sentence of doubt about this number, or nothing."""
    shape = SHAPES.get((office, kind))
    plain = re.sub(r"[\s.,/]", "", number).upper()
    if shape is None or not plain or re.fullmatch(shape[0], plain):
        return ""
    return _("This does not look like other numbers of this office, for example %(example)s. Please check it.") % {
        "example": shape[1]
    }


# How registers begin their own numbers; a number that begins otherwise says nothing about its office.
BEGINNINGS = {
    "EUTM": "EM",
    "EU": "EM",
    "UK": "GB",
    "US": "US",
    "DE": "DE",
    "IR": "WO",
    "WO": "WO",
    "EP": "EP",
    "CN": "CN",
}


def office_of(number: str) -> str:
    """The office that a number names by its first letters; empty when it names none."""
    letters = re.match(r"[A-Z]*", number.strip().upper())
    return BEGINNINGS.get(letters.group() if letters else "", "")
