"""Where the marketplace sends its news."""

from django.urls import path

from listings.receiving import receive

urlpatterns = [path("hooks/marketplace", receive, name="from_marketplace")]
