"""Reviewers talk to the parties: what waits for an answer, all threads of a notice, and the reply."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from accounts.keyset import cut
from docket.errors import Stale
from listings.models import Seller
from notices import actions, macros, threads
from notices.forms.talking import ReplyToPartyForm
from notices.models import Notice, Thread

PAGE = 50
OWNER = "owner"


@require_GET
@staff_only(*REVIEWERS)
def unanswered(request: HttpRequest) -> HttpResponse:
    """Every thread in which a party waits for us, the longest wait first."""
    page, links = cut(request, threads.unanswered(), PAGE, {}, key="asked", oldest_first=True)
    since = threads.waits_since(page)
    rows = [{"thread": t, "since": since.get(t.pk), "who": who(t), "url": address(t.notice, t)} for t in page]
    return render(request, "notices/reviewers/unanswered.html", {"rows": rows, **links})


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def talk(request: HttpRequest, reference: str) -> HttpResponse:
    """The threads of one notice; POST writes to the party named in `to`."""
    notice = notice_of(reference)
    if request.method != "POST":
        return page(request, notice)
    form = ReplyToPartyForm(request.POST)
    to = request.POST.get("to", "")
    seller = party(notice, to)
    if "insert" in request.POST:
        return page(request, notice, (to, with_macro(notice, seller, request.POST)))
    if not form.is_valid():
        return page(request, notice, (to, form), status=400)
    try:
        send(request, notice, seller, form)
    except Stale:
        form.add_error("text", _("Somebody wrote meanwhile. Read it, then send again; your words are kept."))
        return page(request, notice, (to, form), status=412)
    messages.success(request, _("Sent. They read it as written by a reviewer."))
    return HttpResponseRedirect(reverse("review_talk", args=[notice.reference]), status=303)


def with_macro(notice: Notice, seller: Seller | None, posted: QueryDict) -> ReplyToPartyForm:
    """The form again with the words of the chosen macro."""
    typed = posted.copy()
    version = macros.asked_for(typed.get("macro", ""))
    if version is not None:
        words = macros.written(version, macros.first_claim(notice, seller))
        typed["text"] = macros.inserted(typed.get("text", ""), words, untouched=False)
        typed["macros"] = macros.more_used(typed.get("macros", ""), version)
    return ReplyToPartyForm(typed)


def send(request: HttpRequest, notice: Notice, seller: Seller | None, form: ReplyToPartyForm) -> None:
    key: UUID = form.cleaned_data["key"]
    actions.reply(
        by=actor_of(request),
        notice=notice,
        seller=seller,
        text=form.cleaned_data["text"],
        key=key,
        after=form.cleaned_data["seen"],
        begun_with=macros.read_used(form.cleaned_data["macros"]),
    )


@require_POST
@staff_only(*REVIEWERS)
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """No answer is needed."""
    notice = notice_of(reference)
    thread = Thread.objects.select_related("notice", "seller").filter(
        notice=notice, public_id=request.POST.get("thread", "")
    )
    found = thread.first()
    if found is None:
        raise Http404
    seen = request.POST.get("seen", "")
    after = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None
    actions.settle(by=actor_of(request), thread=found, after=after)
    messages.success(request, _("Marked: no answer needed."))
    return HttpResponseRedirect(reverse("unanswered"), status=303)


def notice_of(reference: str) -> Notice:
    found = Notice.objects.select_related("right", "owner", "filer").filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def party(notice: Notice, to: str) -> Seller | None:
    """The owner's side, or a shop that knows of this notice; anything else does not exist."""
    if to == OWNER:
        return None
    known = {seller.public_id: seller for seller in threads.sellers_told(notice, most=1000)}
    if to not in known:
        raise Http404
    return known[to]


def page(
    request: HttpRequest, notice: Notice, typed: tuple[str, ReplyToPartyForm] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"notice": notice, **talks_of(notice, typed), "form": typed[1] if typed else None}
    return render(request, "notices/reviewers/talk.html", context, status=status)


def talks_of(notice: Notice, typed: tuple[str, ReplyToPartyForm] | None = None) -> dict[str, Any]:
    """The threads with a form each, and the parties with whom there is none yet."""
    talks = threads.of_notice(notice)
    begun = {name_of(talk.thread) for talk in talks if talk.thread}
    fresh = [(OWNER, _("Rights owner: %(name)s") % {"name": notice.owner.name})] if OWNER not in begun else []
    fresh += [
        (seller.public_id, _("Seller: %(name)s") % {"name": seller.name})
        for seller in threads.sellers_told(notice)
        if seller.public_id not in begun
    ]
    return {
        "talks": [shown(talk, typed) for talk in talks if talk.thread],
        "fresh": fresh,
        "chosen": typed[0] if typed else "",
        "fresh_form": typed[1] if typed and typed[0] not in begun else ReplyToPartyForm(auto_id="new_%s"),
        "answers": macros.offered(notice.claim_type, ["answer", "question"]),
        "waiting": sum(talk.thread.state == "unanswered" for talk in talks if talk.thread),
    }


def shown(talk: threads.Talk, typed: tuple[str, ReplyToPartyForm] | None) -> dict[str, Any]:
    thread = talk.thread
    if thread is None:
        raise ValueError("A talk that has not begun has no form of its own.")
    form = ReplyToPartyForm(initial={"seen": thread.version}, auto_id=f"{thread.public_id}_%s")
    if typed and typed[0] == name_of(thread):
        form = typed[1]
        form.data = {**dict(form.data.items()), "seen": str(thread.version)}  # what this page shows
    return {
        "thread": thread,
        "to": name_of(thread),
        "who": who(thread),
        "lines": lines(talk),
        "form": form,
        "pick": f"macro_{thread.public_id}",
    }


def lines(talk: threads.Talk) -> Sequence[dict[str, Any]]:
    return [
        {
            "who": m.by or _("Partner system"),
            "mine": m.from_staff,
            "text": m.text,
            "at": m.at,
            "files": m.evidence.all(),
        }
        for m in talk.messages
    ]


def name_of(thread: Thread) -> str:
    return thread.seller.public_id if thread.seller else OWNER


def who(thread: Thread) -> str:
    if thread.seller:
        return _("Seller: %(name)s") % {"name": thread.seller.name}
    return _("Rights owner: %(name)s") % {"name": thread.notice.owner.name}


def address(notice: Notice, thread: Thread) -> str:
    return f"{reverse('review_talk', args=[notice.reference])}#{thread.public_id}"
