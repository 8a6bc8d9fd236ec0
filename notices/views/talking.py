"""The page of a party's thread, the same for owners and sellers: read, write, add files, mark as read."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.keyset import key_in
from accounts.models import Organisation, User
from docket.actors import Actor
from docket.errors import NotAllowed
from listings.models import Seller
from notices import actions, threads
from notices.forms.talking import MessageForm
from notices.models import Notice, Thread
from rights import uploads
from rights.views.access import sent_in


@dataclass(frozen=True)
class Side:
    """Who talks here, and where the page belongs."""

    notice: Notice
    seller: Seller | None
    organisation: Organisation
    user: User
    actor: Actor
    reference: str
    url: str
    back_url: str
    back: str

    @property
    def talk(self) -> threads.Talk:
        return threads.of_party(self.notice, self.seller)


def page(request: HttpRequest, side: Side) -> HttpResponse:
    """GET shows, POST writes or marks as read; a form sent twice sends one message."""
    if request.method == "POST" and "read" in request.POST:
        return marked(request, side)
    form = MessageForm(*sent_in(request))
    if request.method == "POST" and form.is_valid():
        files = uploads.keep(form, "attachments", by=side.actor)
        if form.is_valid():
            try:
                send(side, form, files)
            except NotAllowed as refusal:
                form.add_error("text", refusal.reason)
                return shown(request, side, form, status=429)
            messages.success(request, _("Sent. A person reads it and answers here; we write to you when they do."))
            return HttpResponseRedirect(side.url, status=303)
    return shown(request, side, form, status=400 if form.errors else 200)


def send(side: Side, form: MessageForm, files: Any) -> None:
    actions.write(
        by=side.actor,
        notice=side.notice,
        seller=side.seller,
        text=form.cleaned_data["text"],
        key=form.cleaned_data["key"],
        evidence=files,
    )


def marked(request: HttpRequest, side: Side) -> HttpResponse:
    """Note that this person has read everything up to here."""
    found = side.talk
    if found.thread is not None and found.newest:
        actions.read(by=side.actor, thread=found.thread, upto=found.newest)
    return HttpResponseRedirect(side.url, status=303)


def shown(request: HttpRequest, side: Side, form: MessageForm, *, status: int) -> HttpResponse:
    before = key_in(request, "before")
    found = threads.of_party(side.notice, side.seller, before=before)
    mine = Thread.objects.filter(pk=found.thread.pk) if found.thread else Thread.objects.none()
    context = {
        "side": side,
        "talk": found,
        "lines": lines(found, side.organisation),
        "unread": threads.unread(mine, side.user).exists(),
        "older_url": f"?before={found.messages[0].pk}" if found.more else "",
        "newer_url": side.url if before is not None else "",
        "form": form,
    }
    return render(request, "notices/talk/page.html", context, status=status)


def lines(found: threads.Talk, organisation: Organisation) -> list[dict[str, Any]]:
    """Each message with who wrote it: a party reads a role of staff, never a name."""
    return [
        {
            "who": _("A reviewer") if m.from_staff else m.by.name if m.by else organisation.name,
            "mine": not m.from_staff,
            "text": m.text,
            "at": m.at,
            "files": m.evidence.all(),
        }
        for m in found.messages
    ]
