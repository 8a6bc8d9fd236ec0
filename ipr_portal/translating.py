"""The words that sellers and the public read: found in code, templates and policy files, and kept in locale/.

No tool of the system is needed. Babel reads the source and writes locale/<language>/LC_MESSAGES/
django.po for translators and django.mo for Django; both are committed, and tests hold them against the source.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

from docket.procedure import REGISTRY
from notices.timeline import TOLD
from notices.words import STATES
from policy.load import book

ROOT = Path(settings.BASE_DIR)
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # the files change when words change, and not when they are written
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Where the words stand that a seller, a stranger or somebody who signs in may read. Pages for filers and staff are
# in English until their turn comes: add their folders here, and the tests ask for them too.
READ_BY_ALL = (
    "templates/[45]*.html",
    "templates/base.html",
    "templates/account/*",
    "templates/components/*",
    "templates/letters/*",
    "templates/notices/sellers/*",
    "templates/notices/talk/*",
    "templates/mfa/*",
    "templates/notices/then_now.html",
    "templates/notifications/inbox.html",
    "templates/notifications/message.html",
    "templates/notifications/preferences.html",
    "templates/notifications/unsubscribe.html",
    "templates/public/*",
    "accounts/actions/*.py",
    "accounts/adapter.py",
    "accounts/addresses.py",
    "accounts/api_keys.py",
    "accounts/browsers.py",
    "accounts/factors.py",
    "accounts/forms/*.py",
    "accounts/models.py",
    "accounts/passwords.py",
    "accounts/typed.py",
    "accounts/views/*.py",
    "docket/moments.py",
    "docket/take.py",
    "ipr_portal/context.py",
    "ipr_portal/errors.py",
    "ipr_portal/public.py",
    "ipr_portal/settings.py",
    "ipr_portal/welcome.py",
    "ipr_portal/templatetags/*.py",
    "notices/actions/answer.py",
    "notices/cases.py",
    "notices/comparing.py",
    "notices/counting.py",
    "notices/forms/answering.py",
    "notices/forms/guests.py",
    "notices/forms/mending.py",
    "notices/forms/proving.py",
    "notices/forms/talking.py",
    "notices/letters/*.py",
    "notices/places.py",
    "notices/receipts/record.py",
    "notices/showing.py",
    "notices/statement.py",
    "notices/then_and_now.py",
    "notices/threads.py",
    "notices/timeline.py",
    "notices/views/public.py",
    "notices/views/sellers/*.py",
    "notices/views/talking.py",
    "notices/ways.py",
    "notices/words.py",
    "notifications/adapter.py",
    "notifications/choosing.py",
    "notifications/models.py",
    "notifications/topics.py",
    "notifications/unsubscribing.py",
    "notifications/views.py",
    "policy/calendars.py",
    "policy/paths.py",
    "rights/files/previews.py",
    "rights/files/recognising.py",
    "rights/files/shown.py",
    "rights/typed.py",
    "rights/uploads.py",
)
# Within those folders: what only filers and staff come to see.
NOT_READ = (
    "templates/components/checks_strip.html",
    "templates/components/compare.html",
    "templates/components/htmx.html",
    "templates/components/paste_result.html",
    "templates/components/undo_toast.html",
    "notices/letters/recipients.py",
)
# Letters of no step, pieces of letters, and what a shop hears about its own people and files.
ALSO_SENT = {
    "account",
    "case_link",
    "digest",
    "file_rejected",
    "member_joined",
    "member_left",
    "member_removed",
    "message",
    "parts",
    "role_changed",
}


def source() -> Catalog:
    """Every message in scope, with the places where it stands."""
    catalog = Catalog(domain="django", charset="utf-8", fuzzy=False, project="ipr-portal")
    elsewhere = voices_of_others()
    for path in files():
        where = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in messages_in(path):
            if message in elsewhere:
                continue
            catalog.add(message, locations=[(where, line)], auto_comments=comments, context=context)
    for where, text in [*policy_texts(), *refusals()]:
        catalog.add(text, locations=[(where, 1)], flags=("python-brace-format",) if "{" in text else ())
    return catalog


def files() -> Iterator[Path]:
    for pattern in sorted({each.partition("/")[0] for each in READ_BY_ALL if "[" not in each} | {"templates"}):
        for path in sorted((ROOT / pattern).rglob("*")):
            where = path.relative_to(ROOT).as_posix()
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts and in_scope(where):
                yield path


def in_scope(where: str) -> bool:
    """Folders named with * include what lies below them."""
    if where.startswith("templates/letters/") and where.split("/")[2] not in letters_to_sellers() | ALSO_SENT:
        return False
    read, left_out = (any(fnmatch(where, each) for each in some) for some in (READ_BY_ALL, NOT_READ))
    return read and not left_out


def letters_to_sellers() -> set[str]:
    """The letters that the procedures promise to sellers, and the page around every letter."""
    steps = [step for procedure in REGISTRY.values() for step in procedure.steps]
    return {told.letter for step in steps for told in step.told if told.audience == "seller"} | {"layout.html"}


def messages_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    code = text if path.suffix == ".py" else templatize(text, origin=str(path))
    yield from extract("python", BytesIO(code.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})


def voices_of_others() -> set[str]:
    """What of a state or a step only filers and staff read: the tables say it for four audiences."""
    ours, theirs = set(), set()
    with translation.override(None):
        for state in STATES.values():
            ours |= {str(state.seller), str(state.public)}
            theirs |= {str(state.filer), str(state.reviewer)}
        for filer, seller, staff, public in TOLD.values():
            ours |= {str(seller), str(public)}
            theirs |= {str(filer), str(staff)}
    return theirs - ours


def policy_texts() -> Iterator[tuple[str, str]]:
    """What the policy files say to sellers and to the public."""
    rules = book()
    for reason in rules.reasons.values():
        where = f"policy/reasons.yaml:{reason.code}"
        yield from ((where, text) for text in (reason.title, reason.text, reason.cure) if text)
    for defence in rules.defences.values():
        where = f"policy/defences.yaml:{defence.code}"
        yield from ((where, text) for text in (defence.label, defence.hint, *defence.helps))
    laws = [each.declarations for each in rules.regimes.values()]
    signed = {code for each in laws for code in (*each.counter, *each.appeal)}
    for declaration in (each for each in rules.declarations.values() if each.code in signed):
        where = f"policy/declarations.yaml:{declaration.code}"
        yield from ((where, text) for text in (declaration.short, declaration.text))
    for regime in rules.regimes.values():
        where = f"policy/regimes/{regime.code}.yaml"
        events = (event.label for event in regime.stop_events)
        yield from ((where, text) for text in (regime.title, *regime.counter.passed_on, *events))
    for name, calendar in rules.calendars.items():
        yield f"policy/calendars.yaml:{name}", calendar.label


def refusals() -> Iterator[tuple[str, str]]:
    """What a person reads whose step is refused."""
    for procedure in REGISTRY.values():
        for step in procedure.steps:
            if step.by & {"seller", "person"}:
                yield from ((f"{procedure.subject}.{step.name}", guard.says) for guard in step.only_if)


# ---- locale/


def folder(language: str) -> Path:
    """zh-hans is kept in locale/zh_Hans/."""
    code, dash, script = language.partition("-")
    return ROOT / "locale" / (f"{code}_{script.title()}" if dash else code) / "LC_MESSAGES"


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalog_of(language: str) -> Catalog:
    """What is translated so far; an empty catalog for a language without a file."""
    path = folder(language) / "django.po"
    locale = language.replace("-", "_")
    locale = {"zh_hans": "zh_Hans"}.get(locale, locale)
    if not path.exists():
        return Catalog(locale=locale, domain="django", charset="utf-8", fuzzy=False, project="ipr-portal")
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain="django")


def updated(language: str) -> Catalog:
    """The language's catalog with the messages of today; nothing is guessed from messages that look alike."""
    catalog = catalog_of(language)
    catalog.update(source(), no_fuzzy_matching=True)
    catalog.creation_date = catalog.revision_date = NO_DATE
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """With the files that say a message but not the lines: those move whenever something else changes."""
    out = BytesIO()
    write_po(out, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By)[^\n]*\n', b"", out.getvalue())


def as_mo(catalog: Catalog) -> bytes:
    """Only what is translated: an empty text must not stand in the place of the English one."""
    for message in missing(catalog):
        catalog.delete(message.id, message.context)
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def write(language: str) -> int:
    """Bring both files up to date. Returns how many messages wait for a translation."""
    place = folder(language)
    place.mkdir(parents=True, exist_ok=True)
    catalog = updated(language)
    waiting = len(missing(catalog))
    (place / "django.po").write_bytes(as_po(catalog))
    (place / "django.mo").write_bytes(as_mo(catalog))
    return waiting


def missing(catalog: Catalog) -> list[Message]:
    """Messages without a translation, with a doubtful one, or with a plural form left empty."""
    return [each for each in catalog if each.id and (each.fuzzy or not all(strings(each)))]


def strings(message: Message) -> tuple[str, ...]:
    """The translation in all its forms."""
    return tuple(str(each or "") for each in several(message.string))


def several(words: object) -> tuple[object, ...]:
    return tuple(words) if isinstance(words, (tuple, list)) else (words,)


def wrong_places(catalog: Catalog) -> list[tuple[str, str]]:
    """Translations that name a place the message does not have, or leave out one that it has."""
    return [
        (str(message.id), text)
        for message in catalog
        if message.id
        for text in strings(message)
        if wrong(message, text)
    ]


def wrong(message: Message, text: str) -> bool:
    """In a plural form the number itself may be left out: “one listing”."""
    forms = [places(str(each)) for each in several(message.id)]
    every, any_ = set[str].intersection(*forms), set[str]().union(*forms)
    lost = every - places(text) - ({"n"} if len(forms) > 1 else set())
    return bool(text) and bool(lost or places(text) - any_)


def places(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)[sd]", text))
    return named | set(re.findall(r"(?<!\{)\{(\w+)\}", text))
