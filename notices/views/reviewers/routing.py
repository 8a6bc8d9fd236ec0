"""The routing page: the rules in words, what each takes now, and what each reviewer can do."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor_of, staff_only
from notices import routing as rules
from notices.views.reviewers.answers import SeeOther
from notices.views.reviewers.team import LEADS
from policy.load import book


@require_GET
@staff_only(*LEADS)
def routing(request: HttpRequest) -> HttpResponse:
    """Rules, counts, skills. A fixed number of queries."""
    people, policy = rules.people(), book().routing
    context = {
        "version": policy.version,
        "hours": policy.open_to_all_hours,
        "takings": rules.takings(),
        "behind": rules.behind(),
        "missing": rules.skills_nobody_has(people),
        "people": [
            (user, [(code, _(words), code in rules.skills_of(user)) for code, words in policy.skills.items()])
            for user in people
        ],
        "may_change": actor_of(request).role == "senior",
    }
    return render(request, "notices/reviewers/routing.html", context)


@require_POST
@staff_only("senior")
def skills(request: HttpRequest, pk: int) -> HttpResponse:
    """What one reviewer can do."""
    user = next((user for user in rules.people() if user.pk == pk), None)
    if user is None:
        raise Http404
    rules.set_skills(by=actor_of(request), user=user, skills=request.POST.getlist("skill"))
    messages.success(request, _("Saved for %(name)s.") % {"name": user})
    return SeeOther(reverse("review_routing"))


@require_POST
@staff_only(*LEADS)
def catch_up(request: HttpRequest) -> HttpResponse:
    """Open cases are weighed by the rules of today."""
    done = rules.catch_up(by=actor_of(request))
    messages.success(request, ngettext("%(n)d notice weighed anew.", "%(n)d notices weighed anew.", done) % {"n": done})
    return SeeOther(reverse("review_routing"))
