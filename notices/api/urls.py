"""Addresses of notices and claims in the API, below /api/v1/."""

from django.urls import path

from notices.api import batch, claims, imports, notices, standing

urlpatterns = [
    path("notices", notices.Notices.as_view()),
    path("notices/batch", batch.Batch.as_view()),
    path("notices/validate", notices.Readiness.as_view()),
    path("notices/<str:public_id>", notices.OneNotice.as_view()),
    path("notices/<str:public_id>/timeline", notices.Timeline.as_view()),
    path("notices/<str:public_id>/information", notices.Information.as_view()),
    path("notices/<str:public_id>/withdraw", notices.Withdrawal.as_view()),
    path("imports", imports.Imports.as_view()),
    path("imports/<str:public_id>", imports.OneImport.as_view()),
    path("imports/<str:public_id>/rows", imports.Rows.as_view()),
    path("imports/<str:public_id>/sign", imports.Signing.as_view()),
    path("imports/<str:public_id>/stop", imports.Stop.as_view()),
    path("imports/<str:public_id>/resume", imports.Resume.as_view()),
    path("claims", claims.Claims.as_view()),
    path("claims/<str:public_id>", claims.OneClaim.as_view()),
    path("claims/<str:public_id>/retract", claims.Retraction.as_view()),
    path("claims/<str:public_id>/evidence", claims.Supplement.as_view()),
    path("claims/<str:public_id>/resume", claims.Resumption.as_view()),
    path("claims/<str:public_id>/court-action", claims.CourtAction.as_view()),
    path("claims/<str:public_id>/appeal", claims.Appeal.as_view()),
    path("claims/<str:public_id>/counter-notice", claims.CounterNotice.as_view()),
    path("claims/<str:public_id>/answer", claims.Answer.as_view()),
    path("claims/<str:public_id>/mend", claims.Mending.as_view()),
    path("claims/<str:public_id>/accept", claims.Acceptance.as_view()),
    path("claims/<str:public_id>/more-time", claims.MoreTime.as_view()),
    path("account/standing", standing.Standing.as_view()),
    path("reference/claim-types", notices.ClaimTypes.as_view()),
]
