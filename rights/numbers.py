"""What registration numbers look like. A number that looks odd is doubted, never refused: registers change."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rights import territories


@dataclass(frozen=True)
class Shape:
    """How an office writes the numbers of one kind of right, without spaces, dots and commas."""

    regex: str
    example: str


# (office, kind) → shape. After the standards' own tables; what a register prints besides is doubted, never refused.
SHAPES: dict[tuple[str, str], Shape] = {
    ("US", "trademark"): Shape(r"\d{6,8}", "5118220"),  # registration 6 or 7 digits, serial number 8
    ("US", "patent"): Shape(r"(D|PP|RE|H)?\d{1,8}([AB]\d)?", "US 9,123,456 B2"),
    ("US", "design"): Shape(r"D\d{1,8}(S\d?)?|29/\d{6}", "D912,345"),
    ("US", "copyright"): Shape(r"(TX|VA|PA|SR|RE|PRE)U?(?=[\d-]{7,12}$)[\d-]+", "VA0002123456"),
    ("EM", "trademark"): Shape(r"\d{9}|W\d{8}", "018224561"),
    ("EM", "design"): Shape(r"\d{9}-?\d{4}", "008512345-0001"),
    ("WO", "trademark"): Shape(r"\d{1,7}[A-Z]?", "1512345"),
    ("WO", "design"): Shape(r"DM/?\d{5,6}", "DM/081234"),
    ("GB", "trademark"): Shape(r"UK\d{11}", "UK00003123456"),
    ("AU", "trademark"): Shape(r"\d{7}", "1234567"),
    ("BR", "trademark"): Shape(r"\d{9}", "912345678"),
    ("AT", "trademark"): Shape(r"AM\d{1,5}/\d{4}|\d{4,6}", "AM 1234/2021"),
    ("CN", "trademark"): Shape(r"\d{7,8}", "12345678"),
    ("KR", "trademark"): Shape(r"40-?\d{7}\d*", "40-1234567"),
    ("DE", "trademark"): Shape(r"(30)?\d{6,12}", "302019123456"),
    ("EP", "patent"): Shape(r"\d{6,7}([AB]\d)?", "EP 3 123 456 B1"),
    ("JP", "trademark"): Shape(r"\d{5,7}", "6123456"),
}
# How people and registers name the office before the number. GB's own numbers begin with UK, so that stays.
BEFORE = {
    "EM": ("EUTM", "EU", "EM"), "US": ("US",), "DE": ("DE",), "WO": ("IR", "WO"), "EP": ("EP",), "CN": ("CN",),
    "AU": ("AU",), "BR": ("BR",), "KR": ("KR",), "JP": ("JP",), "AT": ("AT",),
}  # fmt: skip
# An EU trade mark's application and registration have one number, so that its ST.13 number follows from it.
ST13_OF_EU_MARK = re.compile(r"EM50\d{4}(\d{9})")


def compact(office: str, number: str) -> str:
    """In capitals, without spaces, dots and commas, and without the name of the office before it."""
    text = re.sub(r"[\s.,]", "", number).upper()
    if whole := ST13_OF_EU_MARK.fullmatch(text):
        return whole[1]
    for name in BEFORE.get(office, ()):
        if text.startswith(name) and text[len(name) : len(name) + 1] != "":
            return text.removeprefix(name)
    return text


def normal(office: str, number: str) -> str:
    """For comparing: letters and digits only, without zeros in front. Two ways to write a number become one."""
    return re.sub(r"[^0-9A-Z]", "", compact(office, number)).lstrip("0")[:40]


def st13(kind: str, office: str, number: str) -> str:
    """The number as WIPO ST.13 writes it, where that follows from the number itself; empty elsewhere."""
    plain = compact(office, number)
    if (kind, office) == ("trademark", "EM") and re.fullmatch(r"\d{7,9}", plain):
        return f"EM500000{plain:0>9}"
    return ""


def doubt(kind: str, office: str, number: str) -> str:
    """A sentence of doubt about this number, or nothing."""
    shape, plain = SHAPES.get((office, kind)), compact(office, number)
    if shape is None or not plain or re.fullmatch(shape.regex, plain):
        return ""
    return _("This does not look like other numbers of this office, for example %(example)s. Please check it.") % {
        "example": shape.example
    }


def examples(kind: str) -> list[tuple[str, str]]:
    """Office and example, for people who enter a right of this kind."""
    found = [(territories.office(office), shape.example) for (office, of), shape in SHAPES.items() if of == kind]
    return sorted(found, key=lambda pair: pair[0].casefold())


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
