"""How much somebody may file who has no account. Counted under lock in the deed itself; pages only say it early."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import ngettext

from accounts.models import Organisation
from docket import clock
from notices.models import Notice
from policy.load import book

DAY = timedelta(days=1)


def hold(filer: Organisation) -> None:
    """Hold a guest's row until the notice is stored: two notices sent at once are counted one after the other."""
    if filer.guest:
        filer.guest = Organisation.objects.select_for_update().get(pk=filer.pk).guest


def over(filer: Organisation, listings: int) -> Iterator[tuple[str, str, str]]:
    """What a guest's notice goes beyond, each with what to do: code, field, words. Nothing for accounts."""
    if not filer.guest:
        return
    rule = book().limits.guests
    if listings > rule.listings_a_notice:
        words = ngettext(
            "Without an account a notice can name one listing. Take some out, or set a password to make an account.",
            "Without an account a notice can name up to %(most)s listings. Take some out, or set a password to make"
            " an account.",
            rule.listings_a_notice,
        )
        yield "too-many-items", "listings", words % {"most": rule.listings_a_notice}
    sent = Notice.objects.filter(filer=filer, received_at__gt=clock.now() - DAY).order_by("-received_at")
    latest = list(sent.values_list("received_at", flat=True)[: rule.notices_a_day])
    if len(latest) == rule.notices_a_day:
        words = ngettext(
            "Without an account you can send one notice in 24 hours, the next from %(moment)s on. With a password you"
            " have an account and can send it now.",
            "Without an account you can send %(most)s notices in 24 hours, the next from %(moment)s on. With a password"
            " you have an account and can send it now.",
            rule.notices_a_day,
        )
        free = date_format(latest[-1] + DAY, r"j F Y, H:i \U\T\C", use_l10n=False)
        yield "limit-reached", "limit", words % {"most": rule.notices_a_day, "moment": free}
