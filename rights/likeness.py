"""Names that look alike to a reader: folded to one spelling, so that a second LINDE in Greek letters is found."""

import re
import unicodedata

# Letters of other scripts, and digits, that are drawn like a Latin letter. The reviewer sees both and decides.
DRAWN_LIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјкмнорстухѵԁԛԝһ" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχ" "01|",
    "abesijkmhopctyxaesijkmhopctyxvdqwh" "abezhikmnoptyxabeiknoptyx" "oll",
)  # fmt: skip


def folded(name: str) -> str:
    """Only letters and digits, without marks and case, look-alikes as one: “LÍNDE® 0” becomes “lindeo”."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain.translate(DRAWN_LIKE).casefold().translate(DRAWN_LIKE))[:200]
