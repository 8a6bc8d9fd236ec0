"""The link from the mail: it shows the case to whoever holds it, and lets the mailed address go on."""

import logging
import smtplib
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import codes
from docket import clock
from notices import case_links
from notices.cases import Case
from notices.models import CaseLink
from notices.views import pictures
from notices.views.sellers import page
from notices.views.sellers.access import case_of, login_required, user_of

log = logging.getLogger(__name__)
SPENT = "case_link"  # in the session: the link whose code is on its way
ADMIT = "notices.case_links.admit"


def opened(token: str) -> tuple[CaseLink, Case]:
    """The link and what it shows, or 404 for anything that is no link."""
    link = case_links.find(token)
    case = case_links.case_of(link) if link else None
    if link is None or case is None:
        raise Http404
    return link, case


def quiet(response: HttpResponse | FileResponse) -> Any:
    """What a link shows is neither kept by a cache nor found by a search engine."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the case, as often as wanted, and changes nothing. POST spends the link's power and sends the code."""
    link, found = opened(token)
    if request.method == "POST":
        return go_on(request, link, found)
    if belongs(request, link):
        return HttpResponseRedirect(reverse("case", args=[found.reference]))
    if clock.now() > link.shows_until:
        return over(request, link, found, status=410)
    context = {**page.for_link(found, link, token), "stranger": request.user.is_authenticated}
    answer: HttpResponse = quiet(render(request, "notices/sellers/link.html", context))
    return answer


def belongs(request: HttpRequest, link: CaseLink) -> bool:
    """Whether this person signs in for the shop anyway; then the case page itself says the rest."""
    shop = link.seller.organisation
    return bool(request.user.is_authenticated and shop and shop.members.filter(pk=request.user.pk).exists())


def go_on(request: HttpRequest, link: CaseLink, found: Case) -> HttpResponse:
    if belongs(request, link):
        return HttpResponseRedirect(reverse("case", args=[found.reference]), status=303)
    if request.session.get(SPENT) == link.pk and "account_login" in request.session:
        return HttpResponseRedirect(reverse("code_enter"), status=303)  # a second press of the button
    if clock.now() > link.shows_until or not case_links.use(link):
        return over(request, link, found, status=409)
    onward = reverse("case", args=[found.reference])
    answer = codes.begin(request, link.address, next=onward, then=ADMIT, facts={"link": link.pk})
    request.session[SPENT] = link.pk
    return answer


def over(request: HttpRequest, link: CaseLink, found: Case, *, status: int = 200, sent: bool = False) -> HttpResponse:
    """The link shows nothing more, or its power is spent: a new one goes to the same address."""
    context = {
        "case": found,
        "address": masked(link.address),
        "sent": sent,
        "token": case_links.token_of(link.nonce),
        "ended": clock.now() > link.shows_until,
    }
    answer: HttpResponse = quiet(render(request, "notices/sellers/link_over.html", context, status=status))
    return answer


@require_POST
def another(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link to the same address and to no other."""
    link, found = opened(token)
    if not ratelimit.consume(request, action="case_link", key=link.address):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        case_links.send_another(link, found)
    except (smtplib.SMTPException, OSError) as failure:
        log.error("a link to a case could not be sent: %s", failure)
        return render(request, "account/mail_is_away.html", {"address": masked(link.address)}, status=503)
    return over(request, link, found, sent=True)


@login_required
@require_POST
def elsewhere(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on at a computer: the draft is kept, and a link goes to one's own address."""
    found, address = case_of(request, reference), user_of(request).email
    if not ratelimit.consume(request, action="case_link", key=address):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        case_links.send(found, found.claims[0].seller, address)
    except (smtplib.SMTPException, OSError) as failure:
        log.error("a link to a case could not be sent: %s", failure)
        return render(request, "account/mail_is_away.html", {"address": address}, status=503)
    messages.success(request, _("We sent you a link. Open it at the computer: everything you typed is there."))
    return HttpResponseRedirect(reverse("answer_proof", args=[reference]), status=303)


@require_safe
def picture(request: HttpRequest, token: str, sha256: str) -> FileResponse:
    """A picture of the listing as it was reported, for the page that the link shows."""
    link, found = opened(token)
    sealed = {each["sha256"] for claim in found.claims for each in claim.snapshot.content.get("images") or []}
    if clock.now() > link.shows_until or sha256 not in sealed:
        raise Http404
    answer: FileResponse = quiet(pictures.answer(sha256))
    return answer


def masked(address: str) -> str:
    """n•••@nordicmugs.example: enough to know one's own address, and no more."""
    name, _at, domain = address.rpartition("@")
    return _("%(first)s•••@%(domain)s") % {"first": name[:1], "domain": domain}
