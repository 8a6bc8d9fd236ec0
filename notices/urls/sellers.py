"""Addresses of the seller's pages."""

from django.urls import path

from notices.views.sellers import answering, pictures, reading, talk

urlpatterns = [
    path("cases/", reading.index, name="cases"),
    path("cases/<str:reference>/", reading.detail, name="case"),
    path("cases/<str:reference>/decision/", reading.decision, name="case_decision"),
    path("cases/<str:reference>/talk/", talk.talk, name="case_talk"),
    path("cases/<str:reference>/pictures/<str:sha256>", pictures.picture, name="case_picture"),
    path("cases/<str:reference>/answer/why/", answering.why, name="answer_why"),
    path("cases/<str:reference>/answer/proof/", answering.proof, name="answer_proof"),
    path("cases/<str:reference>/answer/check/", answering.check, name="answer_check"),
    path("cases/<str:reference>/answer/sent/", answering.sent, name="answer_sent"),
]
