"""The page where somebody says how to hear of things; and the one behind the last line of a mail."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation, User
from notifications import preferences as wishes
from notifications import topics, unsubscribing
from notifications.models import Preference


class PreferenceForm(forms.Form):
    """A choice for each optional topic and channel."""

    def __init__(self, *args: Any, known: wishes.Wishes, member: bool, staff: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {key: topic for key, topic in topics.TOPICS.items() if member or not topic.members}
        self.topics = {key: topic for key, topic in told.items() if staff or not topic.staff}
        for key, topic in self.topics.items():
            for channel, words in Preference.Channel.choices if not topic.legal else ():
                self.fields[f"{key}-{channel}"] = forms.ChoiceField(
                    label=words, choices=Preference.Pace.choices, initial=known.get((key, channel), wishes.NOW)
                )

    @property
    def chosen(self) -> dict[tuple[str, str], str]:
        pairs = ((name.partition("-"), pace) for name, pace in self.cleaned_data.items())
        return {(topic, channel): pace for (topic, _dash, channel), pace in pairs}

    def rows(self) -> list[dict[str, Any]]:
        """Each topic with its controls; a legal one has none."""
        return [
            {"topic": topic, "fields": [field for field in self if field.name.partition("-")[0] == key]}
            for key, topic in self.topics.items()
        ]


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Topic by channel: at once, once a day, not at all."""
    user = cast(User, request.user)
    shop = Organisation.Kind.SELLER
    member = user.memberships.filter(organisation__guest=False).exclude(organisation__kind=shop).exists()
    form = PreferenceForm(request.POST or None, known=wishes.wishes_of(user), member=member, staff=user.reviews)
    if request.method == "POST" and form.is_valid():
        wishes.choose(user, form.chosen)
        messages.success(request, _("Saved."))
        return redirect("preferences")
    return render(request, "notifications/preferences.html", {"form": form}, status=400 if form.errors else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: programs that check links look, too. The button, or a mail program's one click, stops.

    Without the check for forged requests, which mail programs cannot pass: who forges one needs the link, and with
    the link all that can be done is to stop a mail that its reader may start again.
    """
    read = unsubscribing.read(token)
    if read is None:
        raise Http404
    user, topic = read
    if request.method == "POST":
        unsubscribing.stop(user, topic)
    title = _("the news of each day") if topic == unsubscribing.DAILY else topics.TOPICS[topic].title
    return render(request, "notifications/unsubscribe.html", {"title": title, "done": request.method == "POST"})
