"""Messages in the portal, and the demo's mailbox, which exists in a demo only."""

from collections import Counter
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from docket import clock
from notifications import bounces, links, markup, private
from notifications.mail import foot_of
from notifications.models import Mailbox, Notification

A_PAGE = 25
SHOWN_IN_MAILBOX = 100


def mine(request: HttpRequest) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=cast(User, request.user))


def in_inbox(request: HttpRequest) -> QuerySet[Notification]:
    """Without what waits for the day or is not wanted in the inbox; a link still opens that."""
    return mine(request).filter(portal_state=Notification.PortalState.SHOWN)


@login_required
@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest messages; the button marks all as read."""
    address = cast(User, request.user).email
    if request.method == "POST" and "works" in request.POST:
        bounces.works_again(address)
        messages.success(request, _("Thank you. We send you the newest letter again within a minute."))
        return HttpResponseRedirect(reverse("inbox"), status=303)
    if request.method == "POST":
        in_inbox(request).filter(read_at=None).update(read_at=clock.now())
        return HttpResponseRedirect(reverse("inbox"), status=303)
    before = request.GET.get("before", "")
    rows = in_inbox(request).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.defer("text", "html")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    context = {
        "notifications": shown,
        "unread": in_inbox(request).filter(read_at=None).count(),
        "returns": Mailbox.objects.filter(address=address).exclude(undeliverable_at=None).first(),
        "next_url": f"?before={shown[-1].pk}" if len(found) > A_PAGE else "",
    }
    return render(request, "notifications/inbox.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message of one's own, as it was sent. Looking changes nothing; the button marks it as read."""
    found = mine(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        mine(request).filter(pk=pk, read_at=None).update(read_at=clock.now())
        return HttpResponseRedirect(reverse("inbox"), status=303)
    return render(request, "notifications/message.html", {"message": found, "body": markup.to_html(found.text)})


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Demo only: every account's mail, for whoever wants to follow the story from all sides."""
    if not settings.DEMO:
        raise Http404
    chosen = request.GET.get("account", "")
    mails = Notification.objects.filter(address=chosen).order_by("-pk")[:SHOWN_IN_MAILBOX] if chosen else []
    context = {
        "accounts": accounts(),
        "chosen": chosen,
        "mails": [as_mailed(mail) for mail in mails],
        "secret": [{**mail, "body": markup.to_html(mail["text"])} for mail in private.remembered(chosen) if chosen],
    }
    return render(request, "notifications/mailbox.html", context)


def as_mailed(mail: Notification) -> dict[str, object]:
    """A demo's mailbox shows what went out, with the links that only a mail carries."""
    opening = links.in_mail(mail, make=False)
    text, html = links.put_in(mail.text, opening), links.put_in(mail.html, opening, html=True)
    text += foot_of(mail).get("text", "")
    return {"mail": mail, "body": markup.to_html(text), "text": text, "html": html}


def accounts() -> list[dict[str, object]]:
    """Everybody who has mail, with the newest first."""
    rows = Notification.objects.values_list("address").annotate(count=Count("pk"))
    counts = Counter(dict(rows)) + Counter(each["address"] for each in private.remembered())
    names = dict(User.objects.values_list("email", "name"))
    return [{"address": each, "count": counts[each], "name": names.get(each, "")} for each in sorted(counts)]
