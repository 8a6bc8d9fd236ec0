"""locale/ follows the source; a language named complete says everything that sellers and the public read."""

from django.conf import settings

from ipr_portal import translating


def test_the_files_of_a_complete_language_follow_the_source_and_leave_nothing_out() -> None:
    """After a change of words: manage.py words, then translate what it names."""
    for language in settings.COMPLETE_LANGUAGES:
        place = translating.folder(language)
        catalog = translating.updated(language)
        assert not [message.id for message in translating.missing(catalog)], language
        assert (place / "django.po").read_bytes() == translating.as_po(catalog), "run manage.py words"
        assert (place / "django.mo").read_bytes() == translating.as_mo(catalog), "run manage.py words"


def test_no_translation_loses_or_invents_a_place() -> None:
    for language in translating.languages():
        assert not translating.wrong_places(translating.catalog_of(language))


def test_the_files_are_the_same_each_time_they_are_written() -> None:
    first, second = (translating.updated("ar") for _ in range(2))
    assert translating.as_po(first) == translating.as_po(second)
    assert translating.as_mo(first) == translating.as_mo(second)


def test_words_of_code_templates_letters_and_policy_are_found() -> None:
    found = {message.id: message for message in translating.source()}
    for words in (
        "Why this happened",  # a template of sellers
        "I sell the real product",  # a defence
        "Carries the mark, but was not made for its owner",  # a reason
        "We seal a copy of each listing when a notice comes in. Nobody can change it, and we decide by it.",
        "You need no password. The link is meant for you: please do not pass it on.",  # a letter
        "You have closed this case already.",  # a refusal
        ("One of your listings is hidden for now", "%(n)d of your listings are hidden for now"),
        "I accept the court",  # a declaration of a seller
    ):
        assert words in found, words
    for words in ("Take it up", "Waiting for the filer", "I may act for the owner (under penalty of perjury)"):
        assert words not in found, words


def test_no_words_stand_alone_and_with_a_plural_or_with_two() -> None:
    """A file of translations keeps one message for both: give one of them a context."""
    forms: dict[object, set[object]] = {}
    for path in translating.files():
        for _line, message, _comments, context in translating.messages_in(path):
            one = message[0] if isinstance(message, tuple) else message
            forms.setdefault((context, one), set()).add(message)
    assert not [several for several in forms.values() if len(several) > 1]


def test_places_are_compared_in_every_form() -> None:
    from babel.messages.catalog import Catalog

    catalog = Catalog(locale="de")
    catalog.add("Hello %(name)s", "Hallo %(nme)s")
    catalog.add(("%(n)d listing of %(shop)s", "%(n)d listings of %(shop)s"), ("ein Angebot von %(shop)s", "%(n)d"))
    catalog.add("The listing {listing}", "Das Angebot {listing}")
    assert {text for _id, text in translating.wrong_places(catalog)} == {"Hallo %(nme)s", "%(n)d"}


def test_what_is_not_translated_is_not_shown_empty() -> None:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import read_mo

    catalog = Catalog(locale="de")
    catalog.add(("%(n)d day", "%(n)d days"))
    catalog.add("Why", "Warum")
    read = read_mo(BytesIO(translating.as_mo(catalog)))
    assert [message.id for message in read if message.id] == ["Why"]
