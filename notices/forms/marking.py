"""What a filer says about one listing: own words, own files, and marks on its pictures and words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.models import Listing
from notices import marking
from notices.marking import LONGEST_NOTE, MOST_REGIONS, Marked
from rights.typed import FilesField, LineField, ProseField

SQUARES = 8  # a picture is cut into 8 × 8 squares to tick
MOST_WORDS = 200  # of a description; later words are found by typing them
# A word, or one sign of a script that writes without spaces.
WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)


class ListingForm(forms.Form):
    """One listing of a draft."""

    explanation = ProseField(
        label=gettext_lazy("What is wrong with this listing?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only if it differs from what you say about all of them."),
    )
    quote = LineField(
        label=gettext_lazy("Or copy the words from the description"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("We look for them in the description and mark them."),
    )
    attachments = FilesField(
        label=gettext_lazy("Files for this listing only"),
        required=False,
        help_text=gettext_lazy(
            "Photos, PDF, text or saved emails (EML), up to 25 MB each. The seller does not see them."
        ),
    )

    def __init__(self, listing: Listing, data: QueryDict | None = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.listing = listing
        self.kept = marks_in(data) if data is not None else []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for mark in self.kept:
            try:
                LineField(max_length=LONGEST_NOTE, required=False).clean(mark.note)
            except ValidationError as wrong:
                self.add_error(
                    None, _("Your note “%(note)s”: %(wrong)s") % {"note": mark.note, "wrong": wrong.messages[0]}
                )
        if said.get("quote") and self._quoted(said["quote"]) is None:
            self.add_error("quote", _("These words are not in the description."))
        if len(self.marks) > MOST_REGIONS:
            self.add_error(
                None, _("%(most)s marks at most; please keep the most telling ones.") % {"most": MOST_REGIONS}
            )
        return said

    @property
    def marks(self) -> list[Marked]:
        """Those that were there and not dropped, then what was ticked and quoted anew."""
        quoted = self._quoted(self.cleaned_data.get("quote", ""))
        ticked = [*boxes_ticked(self.data, self.listing), *words_ticked(self.data, self.listing)]
        known = {written(mark) for mark in self.kept}
        fresh = [mark for mark in [*ticked, *([quoted] if quoted else [])] if written(mark) not in known]
        return fitting([*self.kept, *fresh], self.listing)

    def _quoted(self, text: str) -> Marked | None:
        found = re.search(re.escape(text), self.listing.description, re.IGNORECASE) if text else None
        return Marked("description", start=found.start(), end=found.end(), words=found.group()) if found else None


def marks_in(data: QueryDict) -> list[Marked]:
    """The marks that the page showed or a hand drew, each with its note, without the one that is dropped."""
    dropped = data.get("drop_mark", "")
    pairs = zip(data.getlist("mark")[: 2 * MOST_REGIONS], data.getlist("note"), strict=False)
    read = (read_mark(text, note) for text, note in pairs if text != dropped)
    return [mark for mark in read if mark is not None]


def read_mark(text: str, note: str = "") -> Marked | None:
    """“picture <sha256> x y width height” or “title start end”; None for anything else."""
    note = " ".join(note.split())[: LONGEST_NOTE + 1]
    place, *rest = text[:200].split(" ")
    if place == "picture" and len(rest) == 5 and all(re.fullmatch(r"[0-9]{1,4}", each, re.ASCII) for each in rest[1:]):
        x, y, width, height = map(int, rest[1:])
        return Marked(place, rest[0], x, y, width, height, note=note)
    if (
        place in {"title", "description"}
        and len(rest) == 2
        and all(re.fullmatch(r"[0-9]{1,7}", r, re.ASCII) for r in rest)
    ):
        return Marked(place, start=int(rest[0]), end=int(rest[1]), note=note)
    return None


def written(mark: Marked) -> str:
    """The other way round."""
    if mark.place == "picture":
        return f"picture {mark.picture} {mark.x} {mark.y} {mark.width} {mark.height}"
    return f"{mark.place} {mark.start} {mark.end}"


def boxes_ticked(data: Mapping[str, Any], listing: Listing) -> Iterator[Marked]:
    """One box a picture, around all of its squares that were ticked."""
    ticked: dict[str, list[tuple[int, int]]] = {}
    for text in getlist(data, "square"):
        found = re.fullmatch(r"([0-9a-f]{64}) ([0-7]) ([0-7])", text, re.ASCII)
        if found:
            ticked.setdefault(found[1], []).append((int(found[2]), int(found[3])))
    for picture, squares in ticked.items():
        rows, columns = [row for row, _c in squares], [column for _r, column in squares]
        size = 1000 / SQUARES
        x, y = round(min(columns) * size), round(min(rows) * size)
        right, bottom = round((max(columns) + 1) * size), round((max(rows) + 1) * size)
        yield Marked("picture", picture, x, y, right - x, bottom - y)


def words_ticked(data: Mapping[str, Any], listing: Listing) -> Iterator[Marked]:
    """Neighbouring words that were ticked are one mark."""
    for place in ("title", "description"):
        text = marking.text_of(listing, place)
        spans = {(word.start, word.end) for word in words_of(text)}
        wanted = sorted(span for span in read_spans(getlist(data, place + "_word")) if span in spans)
        for start, end in joined(wanted, text):
            yield Marked(place, start=start, end=end, words=text[start:end])


def read_spans(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    for text in texts:
        if found := re.fullmatch(r"([0-9]{1,7}) ([0-9]{1,7})", text, re.ASCII):
            yield int(found[1]), int(found[2])


def joined(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        if whole and not text[whole[-1][1] : start].strip():
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


@dataclass(frozen=True)
class Word:
    """A word of a title or description, by its place in it."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    found = WORD.finditer(text)
    return [Word(each.group(), each.start(), each.end()) for _n, each in zip(range(MOST_WORDS), found, strict=False)]


def getlist(data: Mapping[str, Any], name: str) -> list[str]:
    """Every value of a name; none from a form that was not sent."""
    return data.getlist(name) if isinstance(data, QueryDict) else []


def fitting(marks: Iterable[Marked], listing: Listing) -> list[Marked]:
    """Those that the listing shows now; marks on words learn them, so that we see when they change later."""
    whole = [mark for mark in marks if marking.fits(mark, listing)]
    return [mark if mark.place == "picture" else replace(mark, words=marking.said(mark, listing)) for mark in whole]
