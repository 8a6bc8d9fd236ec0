"""Saved views: a person's own name for the filters of a list."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User


class SavedView(models.Model):
    """The query of a page's address under a name; at most one of a page opens by itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    page = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "page", "name"], name="one_view_a_name", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "page"],
                name="one_default_view_a_page",
                condition=Q(is_default=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name
