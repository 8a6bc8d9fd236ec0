"""The files of a notice for its two sides, whoever sent them: the owner, and the filer while it may act."""

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from notices.models import Claim, Notice
from notices.views.owners.access import actor_of, found, login_required, notice_of
from rights.files import serving
from rights.models import Evidence


def opened_at(notice: Notice) -> str:
    """Where the files of this notice are opened; the name of each follows."""
    return reverse("notice", args=[notice.reference]) + "files/"


def file_of(notice: Notice, public_id: str) -> Evidence:
    """One of this notice or of one of its listings; any other file does not exist here."""
    ours = Claim.evidence.through.objects.filter(claim__notice=notice).values("evidence")
    whole = Notice.evidence.through.objects.filter(notice=notice).values("evidence")
    return found(Evidence.objects.filter(Q(pk__in=whole) | Q(pk__in=ours), public_id=public_id).first())


@login_required
@require_GET
def original(request: HttpRequest, reference: str, public_id: str) -> HttpResponseBase:
    """The file as it was sent; the read is an entry that names the notice."""
    notice = notice_of(request, reference)
    why = f"notice {notice.reference}"
    return serving.original(file_of(notice, public_id), by=actor_of(request), why=why, addressed=True)


@login_required
@require_GET
def picture(request: HttpRequest, reference: str, public_id: str, kind: str) -> HttpResponseBase:
    """A copy to look at."""
    notice = notice_of(request, reference)
    why = f"notice {notice.reference}"
    size = "shared" if kind == "image" else "thumb"
    return serving.picture(file_of(notice, public_id), size, by=actor_of(request), why=why, addressed=True)
