"""The style page: every component in every state, for staff, demos and the tests of looks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

TONES = ["neutral", "info", "wait", "work", "stop", "ok", "dispute"]
DENSITIES = ["roomy", "normal", "compact"]
ICONS = ["shield-check", "tray", "question", "eye", "scales", "stop", "half", "cross", "arrow-back", "clock", "tick"]
ICONS += ["pencil", "warning", "info", "file", "search", "list", "menu", "down"]
STATES = [
    ("submitted", "Received, being checked"),
    ("incomplete", "We need something from you"),
    ("paused", "Paused: the agent's mandate ended"),
    ("awaiting_seller", "The seller may answer first"),
    ("escalated", "With our legal team"),
    ("held", "Second pair of eyes"),
    ("in_review", "You hold this case"),
    ("upheld", "Removed: 9 listings"),
    ("upheld_part", "9 of 12 removed"),
    ("rejected", "Not removed, and why"),
    ("duplicate", "Already reported"),
    ("countered", "The seller answered"),
    ("in_court", "In court"),
    ("restored", "Listing is visible again"),
    ("retracted", "You withdrew it"),
    ("lapsed", "Ended: no answer came"),
    ("draft", "Draft, not sent"),
]


class SampleForm(forms.Form):
    """One field of each kind; empty input shows every error."""

    name = forms.CharField(label="Full name", help_text="As on the register", max_length=120)
    email = forms.EmailField(label="Email address")
    office = forms.ChoiceField(label="Register", choices=[("eu", "EUIPO"), ("de", "DPMA"), ("us", "USPTO")])
    valid_until = forms.DateField(label="In force until", widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="Tell us in your own words", widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label="What is wrong with these listings?",
        widget=forms.RadioSelect,
        choices=[
            ("counterfeit", "Counterfeit"),
            ("trademark", "Our mark is used"),
            ("copyright", "Our photo was copied"),
        ],
    )
    territories = forms.MultipleChoiceField(
        label="Where does the right apply?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("DE", "Germany"), ("AT", "Austria"), ("DK", "Denmark")],
    )
    proof = forms.FileField(label="Add proof")
    faith = forms.BooleanField(label="I believe in good faith that this use is not allowed by the owner or the law.")


def sample() -> dict[str, Any]:
    now = timezone.now()
    return {
        "now": now,
        "moment": now - timedelta(hours=2),
        "until": now + timedelta(days=14, hours=1),
        "day": (now + timedelta(days=300)).date(),
        "tones": TONES,
        "densities": DENSITIES,
        "states": STATES,
        "icons": ICONS,
        "steps": [
            {"title": t, "url": "#steps"}
            for t in ["Your right", "Kind of claim", "Listings", "Evidence", "Check and sign"]
        ],
        "rows": [
            {"name": "Right", "value": "LINDE, word mark, EU 018 224 561", "url": "#summary"},
            {"name": "Owner", "value": "Studio Linde GmbH, Hamburg"},
            {"name": "Listings", "value": "3 listings, 2 sellers", "url": "#summary"},
        ],
        "entries": [
            {
                "tone": "stop",
                "text": "Listing hidden, we told you by email",
                "at": now - timedelta(days=1),
                "who": "A reviewer",
            },
            {"tone": "wait", "text": "Your turn to answer", "detail": "You can ask for more time before the day."},
            {"tone": "neutral", "text": "A different person decides and tells you why", "ahead": True},
        ],
        "actions": [
            {"title": "Say why the listing is allowed", "url": "#actions"},
            {
                "title": "Edit the listing and ask us to look again",
                "url": "#actions",
                "hint": "Buyers see it again if we agree.",
            },
            {"title": "Accept and close the case", "url": "#actions"},
        ],
        "hints": {"counterfeit": "Fake goods with our mark", "trademark": "In text or pictures of other goods"},
        "keys": {"counterfeit": "c", "trademark": "t", "copyright": "p"},
        "checks": [
            {"tone": "ok", "text": "In force in the country of sale"},
            {"tone": "ok", "text": "Statements signed"},
            {"tone": "wait", "text": "Price 81% below the owner's"},
            {"tone": "stop", "text": "Mandate ended in June"},
        ],
        "sides": [
            {
                "title": "LINDE",
                "word": "LINDE",
                "facts": "word mark · EU 018 224 561",
                "note": "Class 11, in force to 2029",
            },
            {
                "title": "LINDE table lamp brass",
                "word": "LINDE table lamp brass",
                "facts": "€39 · Nordic Mugs",
                "note": "Snapshot taken when the notice arrived.",
                "url": "#compare",
                "link": "See live page",
                "key": "l",
            },
        ],
        "heads": ["Time", "Request", "Result", {"title": "ms", "num": True}],
        "cells": [
            ["18:49", "POST /v1/notices", {"text": "201 Created", "tone": "ok"}, {"text": "84", "num": True}],
            [
                "18:48",
                "POST /v1/notices",
                {"text": "422 listing_unknown", "tone": "stop", "icon": "cross"},
                {"text": "31", "num": True},
            ],
        ],
        "lines": [
            {
                "number": 1,
                "title": "LINDE table lamp brass",
                "detail": "Nordic Mugs · €39",
                "tone": "ok",
                "result": "Ready",
                "action": "Remove",
            },
            {
                "number": 3,
                "title": "Brass lamp, Linde look",
                "tone": "info",
                "icon": "tray",
                "result": "Reported by you on 2 Nov",
                "action": "Remove",
            },
            {
                "number": 4,
                "title": "https://othershop.example/x/99",
                "tone": "stop",
                "icon": "cross",
                "result": "Not on Fairmark",
                "action": "Fix",
            },
            {"number": 5, "title": "…/l/7712093", "tone": "neutral", "icon": "half", "result": "Same as line 1"},
        ],
        "who_sees": [
            "The seller: company and email",
            "The public: company",
            "Never: phone, unless the law asks for it",
        ],
    }


def style(request: HttpRequest) -> HttpResponse:
    """Show the design system; ?density= and ?theme= switch it."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False) or getattr(request.user, "staff_role", "")):
        raise Http404
    asked = request.GET
    context = sample() | {
        "good": SampleForm(initial={"name": "Mara Linde", "kind": "counterfeit"}, auto_id="good_%s"),
        "wrong": SampleForm({}, auto_id="wrong_%s"),
        "with_keys": True,
        "density": asked.get("density") if asked.get("density") in DENSITIES else "normal",
        "theme": asked.get("theme") if asked.get("theme") in ("light", "dark") else "",
    }
    return render(request, "style.html", context)
