"""The reviewers' addresses."""

from django.urls import path, re_path

from notices.views.reviewers import (
    deciding,
    deliveries,
    escalating,
    files,
    handing,
    holding,
    keys,
    live,
    queue,
    searching,
    talking,
    team,
    undoing,
    workspace,
)

CASE = r"^review/(?P<reference>N-[0-9A-Z]{8})/"

urlpatterns = [
    path("review/", queue.queue, name="queue"),
    path("review/next/", holding.start_next, name="start_next"),
    path("review/mine/", queue.my_work, name="my_work"),
    path("review/break/", handing.rest, name="review_break"),
    path("review/search/", searching.search, name="review_search"),
    path("review/team/", team.team, name="review_team"),
    path("review/team/assign/", team.assign, name="team_assign"),
    path("review/team/move/", team.move, name="team_move"),
    path("review/team/<int:pk>/break/", team.rest, name="team_break"),
    path("review/changes/", live.changes, name="review_changes"),
    path("review/take/", holding.take_many, name="review_take_many"),
    path("review/keys/", keys.keys, name="review_keys"),
    path("review/talk/", talking.unanswered, name="unanswered"),
    path("review/deliveries/", deliveries.deliveries, name="deliveries"),
    path("review/deliveries/retry/", deliveries.retry_kind, name="retry_kind"),
    path("review/deliveries/<int:pk>/retry/", deliveries.retry, name="retry_delivery"),
    path("review/deliveries/<int:pk>/give-up/", deliveries.give_up, name="give_up_delivery"),
    re_path(r"^review/decisions/(?P<deed>[0-9a-f]{32})/undo/$", undoing.undo, name="review_undo"),
    re_path(r"^review/images/(?P<sha256>[0-9a-f]{64})/$", files.image, name="review_image"),
    re_path(CASE + "$", workspace.review, name="review"),
    re_path(CASE + "decide/$", deciding.decide, name="review_decide"),
    re_path(CASE + "words/$", workspace.words, name="review_words"),
    re_path(CASE + "take-up/$", holding.take_up, name="review_take_up"),
    re_path(CASE + "release/$", holding.release, name="review_release"),
    re_path(CASE + "skip/$", holding.skip, name="review_skip"),
    re_path(CASE + "escalate/$", escalating.escalate, name="review_escalate"),
    re_path(CASE + "heartbeat/$", holding.heartbeat, name="review_heartbeat"),
    re_path(CASE + "leave/$", holding.leave, name="review_leave"),
    re_path(CASE + "hand-over/$", handing.hand_over, name="review_hand_over"),
    re_path(CASE + "ask-for/$", handing.ask, name="review_ask_for"),
    re_path(CASE + "keep/$", handing.keep, name="review_keep"),
    re_path(CASE + "note/$", holding.note, name="review_note"),
    re_path(CASE + "talk/$", talking.talk, name="review_talk"),
    re_path(CASE + "talk/settle/$", talking.settle, name="review_settle"),
]
