"""One listing of a draft by itself: own words, own files, and marks on its pictures and words."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from listings.models import Listing
from notices import drafting, marking, showing
from notices.drafting import Work
from notices.forms import marking as forms
from notices.forms.marking import ListingForm
from notices.marking import Marked
from notices.views.owners import wizard
from notices.views.owners.access import actor_of, see, user_of
from notices.views.owners.steps import screen
from rights import uploads

GRIDS = 5  # pictures that can be cut into squares


@screen("evidence")
def listing(request: HttpRequest, work: Work) -> HttpResponse:
    """Reached from the evidence screen, with ways to the listing before and after it."""
    ready = work.checked.ready
    name = request.POST.get("listing") or request.GET.get("listing", "")
    position = next((n for n, each in enumerate(ready) if each.external_id == name), None)
    if position is None:
        raise Http404
    if request.method != "POST":
        return page(request, work, position, ListingForm(ready[position], initial=shown(work, ready[position])))
    return kept(request, work, position, ListingForm(ready[position], request.POST, request.FILES))


def shown(work: Work, listing: Listing) -> dict[str, Any]:
    return {"explanation": work.content["explanations"].get(listing.external_id, "")}


def kept(request: HttpRequest, work: Work, position: int, form: ListingForm) -> HttpResponse:
    """Store what was said; an autosave takes no new ticks, or they would come twice."""
    listing = form.listing
    valid = form.is_valid()
    marks = form.marks if valid and not wizard.is_autosave(request) else forms.fitting(form.kept, listing)
    stored = wizard.store(request, work, changes(request, work, listing, marks[: marking.MOST_REGIONS]))
    if wizard.is_autosave(request):
        return wizard.autosaved(stored, work)
    if not stored:
        work.draft.refresh_from_db()
        work.__dict__.pop("content", None)
        return page(request, work, position, form, status=409)
    if valid:
        already = work.own_files.get(listing.external_id, [])
        files = uploads.keep(form, "attachments", by=actor_of(request), already=len(already))
        drop = request.POST.get("drop_file", "")
        drafting.give_own_files(work.draft, listing.external_id, files, by=user_of(request), drop=drop)
        work.__dict__.pop("own_files", None)
        work.__dict__.pop("content", None)
    if form.errors:
        return page(request, work, position, form)
    return see(way_on(request, work, position))


def changes(request: HttpRequest, work: Work, listing: Listing, marks: Sequence[Marked]) -> dict[str, Any]:
    name, words = listing.external_id, request.POST.get("explanation", "")[:2000].strip()
    explanations = {**work.content["explanations"], name: words}
    regions = {**work.content["regions"], name: [asdict(mark) for mark in marks]}
    return {
        "explanations": {key: value for key, value in explanations.items() if value},
        "regions": {key: value for key, value in regions.items() if value},
    }


def way_on(request: HttpRequest, work: Work, position: int) -> str:
    """Stay, where something was added or dropped; else the next listing, and after the last the evidence screen."""
    ready = work.checked.ready
    if request.POST.keys() & {"add", "drop_mark", "drop_file"}:
        return url_of(work, ready[position])
    if "done" in request.POST or position + 1 >= len(ready):
        return wizard.url_of(work.draft, "evidence") + "#listings"
    return url_of(work, ready[position + 1])


def url_of(work: Work, listing: Listing) -> str:
    return f"{wizard.url_of(work.draft, 'listing')}?{urlencode({'listing': listing.external_id})}"


def page(request: HttpRequest, work: Work, position: int, form: ListingForm, status: int = 200) -> HttpResponse:
    listing, ready = form.listing, work.checked.ready
    drafted = work.regions_of(listing.external_id)
    marks = forms.fitting(form.kept if form.is_bound else drafted, listing)
    pictures = list(listing.images.all())
    context = {
        **wizard.context_of(request, work, "evidence"),
        "back": wizard.url_of(work.draft, "evidence") + "#listings",
        "autosave": url_of(work, listing),
        "form": form,
        "listing": listing,
        "position": position + 1,
        "total": len(ready),
        "before": url_of(work, ready[position - 1]) if position else "",
        "behind": url_of(work, ready[position + 1]) if position + 1 < len(ready) else "",
        "marks": [
            {"n": n, "value": forms.written(m), "name": showing.name_of(m.place, m.words), "note": m.note}
            for n, m in enumerate(marks, start=1)
        ],
        "pictures": showing.pictures(marks, [each.sha256 for each in pictures], showing.url_for_filer),
        "grids": GRIDS,
        "squares": range(forms.SQUARES),
        "title_words": forms.words_of(listing.title),
        "description_words": forms.words_of(listing.description),
        "longer": len(listing.description) > 0,
        "lost": len(drafted) - len(marks) if not form.is_bound else 0,
        "files": work.own_files.get(listing.external_id, []),
        "conflicting": status == 409,
    }
    return render(request, "notices/owners/wizard/listing.html", context, status=400 if form.errors else status)
