"""Catchwords: under which words and marks a notice is found again."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from notices.models.notice import Notice


class Catchwords(models.Model):
    """The words of one notice (notices.catchwords); in a table of its own, for most pages read notices without them."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, primary_key=True, related_name="catchwords")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="notice_by_words")]

    def __str__(self) -> str:
        return f"words of {self.notice_id}"
