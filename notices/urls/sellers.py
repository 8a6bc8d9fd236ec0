"""Addresses of the seller's pages."""

from django.urls import path

from notices.views.sellers import answering, links, mending, pictures, reading, standing, talk, then_now

urlpatterns = [
    path("c/<str:token>/", links.case, name="case_link"),
    path("c/<str:token>/new/", links.another, name="case_link_another"),
    path("c/<str:token>/pictures/<str:sha256>", links.picture, name="case_link_picture"),
    path("cases/", reading.index, name="cases"),
    path("cases/standing/", standing.page, name="shop_standing"),
    path("cases/<str:reference>/", reading.detail, name="case"),
    path("cases/<str:reference>/decision/", reading.decision, name="case_decision"),
    path("cases/<str:reference>/statements.json", reading.data, name="case_data"),
    path("cases/<str:reference>/record.pdf", reading.record, name="case_record"),
    path("cases/<str:reference>/reported/", reading.reported, name="case_reported"),
    path("cases/<str:reference>/dates/", reading.dates, name="case_dates"),
    path("cases/<str:reference>/edit/", mending.edit, name="case_edit"),
    path("cases/<str:reference>/accept/", mending.accept, name="case_accept"),
    path("cases/<str:reference>/more-time/", mending.more_time, name="case_more_time"),
    path("cases/<str:reference>/compare/", then_now.compare, name="case_compare"),
    path("cases/<str:reference>/talk/", talk.talk, name="case_talk"),
    path("cases/<str:reference>/pictures/<str:sha256>", pictures.picture, name="case_picture"),
    path("cases/<str:reference>/answer/elsewhere/", links.elsewhere, name="answer_elsewhere"),
    path("cases/<str:reference>/answer/why/", answering.why, name="answer_why"),
    path("cases/<str:reference>/answer/proof/", answering.proof, name="answer_proof"),
    path("cases/<str:reference>/answer/check/", answering.check, name="answer_check"),
    path("cases/<str:reference>/answer/sent/", answering.sent, name="answer_sent"),
]
