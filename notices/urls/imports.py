"""Addresses of imports: files of many rows."""

from django.urls import path

from notices.views.owners import bulk, bulk_rows, bulk_signing

urlpatterns = [
    path("imports/", bulk.imports, name="imports"),
    path("imports/new/", bulk.new, name="import_new"),
    path("imports/template.csv", bulk.sample, {"kind": "template"}, name="import_template"),
    path("imports/example.csv", bulk.sample, {"kind": "example"}, name="import_example"),
    path("imports/<str:reference>/", bulk.detail, name="import"),
    path("imports/<str:reference>/columns/", bulk.name_columns, name="import_columns"),
    path("imports/<str:reference>/rows/", bulk_rows.rows, name="import_rows"),
    path("imports/<str:reference>/rows/<int:number>/correct/", bulk_rows.correct, name="import_correct"),
    path("imports/<str:reference>/rows/<int:number>/leave-out/", bulk_rows.leave_out, name="import_leave_out"),
    path("imports/<str:reference>/notices/", bulk_rows.bundles, name="import_notices"),
    path("imports/<str:reference>/results.csv", bulk_rows.results, name="import_results"),
    path("imports/<str:reference>/rows.csv", bulk_rows.to_mend, name="import_to_mend"),
    path("imports/<str:reference>/sign/", bulk_signing.sign, name="import_sign"),
    path("imports/<str:reference>/stop/", bulk_signing.stop, name="import_stop"),
    path("imports/<str:reference>/resume/", bulk_signing.resume, name="import_resume"),
    path("imports/<str:reference>/discard/", bulk_signing.discard, name="import_discard"),
]
