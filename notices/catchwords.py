"""What a notice is found by: words of its papers, and marks such as `market=de` that filters ask for.

A notice never changes once it is sent, so its words are written once, in the transaction that files it. Words hold no
“=”: what people type can never be taken for a mark.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Value

from notices.models import Catchwords, Claim, Notice

WORD = re.compile(r"[^\W_]+")
WRITTEN_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
PLAIN = re.compile(r"[\w-]+", re.ASCII)  # what a mark may hold, so that it needs no quoting
LONGEST = 60  # letters of a word that count
MOST_WORDS = 8  # of a search
MOST_FEW = 5000  # notices
ROOM = 400_000  # bytes: PostgreSQL takes a megabyte of words


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [word[:LONGEST] for word in WORD.findall(plain.casefold())]


def keep(papers: Sequence[tuple[Notice, Sequence[Claim]]], tiers: Mapping[int, str]) -> None:
    """Write the words of these notices, each with its claims. One query, however many."""
    rows = [
        Catchwords(notice_id=n.pk, words=vector([*marks(n, c, tiers.get(n.pk, "")), *words(n, c)])) for n, c in papers
    ]
    Catchwords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["notice"], update_fields=["words"], batch_size=100
    )


def vector(found: Iterable[str]) -> Func:
    return Func(Value(fitting(found)), function="array_to_tsvector", output_field=SearchVectorField())


def marks(notice: Notice, claims: Sequence[Claim], tier: str) -> Iterator[str]:
    """What filters ask for, a word each. Names stand word for word, so that a part of a name is enough."""
    yield f"right={notice.right.kind if notice.right else 'copyright'}"
    yield f"lang={notice.language.lower()}"
    if tier:
        yield f"tier={tier.lower()}"
    for name in (notice.owner.name, notice.filer.name):
        yield from (f"owner={word}" for word in words_of(name))
    for claim in claims:
        yield f"market={claim.listing.market.lower()}"
        yield from (f"seller={word}" for word in words_of(f"{claim.seller.name} {claim.seller.external_id}"))


def words(notice: Notice, claims: Sequence[Claim]) -> Iterator[str]:
    """The words themselves, the most telling first."""
    right = notice.right
    about = [
        notice.reference,
        right.title if right else str(notice.work.get("title", "")),  # as a migration may read it, too
        right.number if right else "",
        right.number_normal if right else "",
    ]
    about += [notice.partner_reference, notice.owner.name, notice.filer.name, notice.signature_name]
    for claim in claims:
        about += [claim.listing.external_id, claim.seller.name, claim.seller.external_id]
    for claim in claims:
        about += [claim.listing.title, claim.listing.brand]
    for text in about:
        for word in words_of(text):
            yield from beginnings(word)


def beginnings(word: str) -> Iterator[str]:
    """Where people write without spaces a word is looked for from any of its signs on."""
    yield word
    if WRITTEN_WITHOUT_SPACES.search(word):
        yield from (word[n:] for n in range(1, len(word)))


def fitting(words: Iterable[str]) -> list[str]:
    """As many of these as PostgreSQL takes for one notice, each once."""
    room, found = ROOM, dict[str, None]()
    for word in words:
        if word in found:
            continue
        room -= len(word.encode()) + 4
        if room < 0:
            break
        found[word] = None
    return list(found)


class Terms(SearchQuery):
    """Terms as PostgreSQL stores them: its parser would take a mark to pieces."""

    template = "%(expressions)s::tsquery"


def query(text: str, exactly: Mapping[str, str], named: Mapping[str, str]) -> Terms | None:
    """Notices with every one of these words, of which the last may be a beginning, and with every mark; None if nothing
    is asked. Marks of `named` hold each word of a name."""
    terms = [f"'{name}={value.lower()}'" for name, value in exactly.items() if PLAIN.fullmatch(value)]
    terms += whole_but_the_last(words_of(text))
    for name, value in named.items():
        terms += whole_but_the_last([f"{name}={word}" for word in words_of(value)])
    return Terms(" & ".join(terms), search_type="raw") if terms else None


def whole_but_the_last(found: Sequence[str]) -> list[str]:
    """A beginning costs the index as much as everything that begins so; a whole word is skipped through."""
    terms = [f"'{word}'" for word in found[:MOST_WORDS]]
    return [*terms[:-1], f"{terms[-1]}:*"] if terms else []


def few(asked: Terms) -> list[int] | None:
    """The notices that fit, where these are few; None where they are many. PostgreSQL guesses badly how rare a word is
    that it does not know, and would go through a whole queue in search of it; without an order it takes the index for
    what is rare, and stops soon at what is common."""
    found = Catchwords.objects.filter(words=asked).order_by().values_list("pk", flat=True)
    ids = list(found[: MOST_FEW + 1])
    return ids if len(ids) <= MOST_FEW else None
