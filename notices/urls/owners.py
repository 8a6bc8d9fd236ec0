"""Addresses of rights owners and their agents."""

from django.urls import path, re_path

from notices.views.owners import (
    allowed,
    deeds,
    detail,
    ending,
    express,
    home,
    index,
    marks,
    paused,
    pictures,
    signing,
    steps,
    then_now,
)

urlpatterns = [
    path("home/", home.home, name="home"),
    path("rights/<str:public_id>/report/", express.report, name="right_report"),
    path("rights/<str:public_id>/sellers/", allowed.sellers, name="right_sellers"),
    path("notices/", index.index, name="notices"),
    path("notices/new/", steps.new, name="notice_new"),
    path("notices/drafts/<str:draft_id>/", steps.resume, name="draft"),
    path("notices/drafts/<str:draft_id>/discard/", steps.discard, name="draft_discard"),
    path("notices/drafts/<str:draft_id>/right/", steps.right, name="draft_right"),
    path("notices/drafts/<str:draft_id>/claim/", steps.claim, name="draft_claim"),
    path("notices/drafts/<str:draft_id>/listings/", steps.listings, name="draft_listings"),
    path("notices/drafts/<str:draft_id>/listing/", marks.listing, name="draft_listing"),
    re_path(r"^listings/pictures/(?P<sha256>[0-9a-f]{64})/$", pictures.picture, name="listing_picture"),
    path("notices/drafts/<str:draft_id>/evidence/", steps.evidence, name="draft_evidence"),
    path("notices/drafts/<str:draft_id>/ask/", signing.ask, name="draft_ask"),
    path("notices/drafts/<str:draft_id>/sign/", signing.sign, name="draft_sign"),
    path("notices/paused/", paused.paused, name="paused"),
    path("mandates/<str:public_id>/end/", ending.end, name="mandate_end"),
    path("notices/<str:reference>/", detail.detail, name="notice"),
    path("notices/<str:reference>/compare/", then_now.compare, name="notice_compare"),
    path("notices/<str:reference>/sent/", signing.sent, name="notice_sent"),
    path("notices/<str:reference>/receipt.pdf", signing.receipt, name="notice_receipt"),
    path("notices/<str:reference>/print/", detail.paper, name="notice_print"),
    path("notices/<str:reference>/go-on/", deeds.go_on, name="notice_go_on"),
    path("notices/<str:reference>/reply/", deeds.reply, name="notice_reply"),
    path("notices/<str:reference>/appeal/", deeds.appeal, name="notice_appeal"),
    path("notices/<str:reference>/court/", deeds.court, name="notice_court"),
]
