"""What reviewers write for each other about a notice: notes and a whiteboard. Never shown to a party."""

from django.db import models

from accounts.models import User
from docket.models import Docketed
from notices.models.notice import Notice
from notices.note_procedure import NOTE, WHITEBOARD


class Note(Docketed):
    """What reviewers write for each other; never shown to a party."""

    procedure = NOTE

    state = models.CharField(max_length=24, default="")  # empty: from before notes had a docket
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]


class Whiteboard(Docketed):
    """One text a notice that all reviewers change; its docket's number tells whether somebody was first."""

    procedure = WHITEBOARD

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="whiteboard")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text[:60]


class WhiteboardText(models.Model):
    """The whiteboard as it was after one change."""

    board = models.ForeignKey(Whiteboard, on_delete=models.PROTECT, related_name="texts")
    n = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-n"]
        constraints = [models.UniqueConstraint(fields=["board", "n"], name="one_whiteboard_a_number")]

    def __str__(self) -> str:
        return f"{self.board_id} #{self.n}"
