"""Pages for anyone: whoever holds a receipt can have it confirmed."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notices.forms.proving import FileForm, ReceiptForm
from notices.receipts import proof


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """By reference and number, or by the file itself. An address may carry both names; asking takes a button."""
    asked = request.method == "POST"
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="verify_receipt") if asked else None
    if refused is not None:
        return refused
    by_names = asked and "reference" in request.POST
    known = {name: request.GET[name][:200] for name in ("reference", "receipt") if name in request.GET}
    typed = ReceiptForm(request.POST) if by_names else ReceiptForm(initial=known)
    handed = FileForm(request.POST, request.FILES) if asked and not by_names else FileForm()
    context: dict[str, Any] = {"typed": typed, "handed": handed, "form": handed if handed.is_bound else typed}
    if typed.is_bound and typed.is_valid():
        names = typed.cleaned_data
        context |= {"answered": True, "proof": proof.of(names["reference"], names["receipt"])}
    if handed.is_bound and handed.is_valid():
        reference, receipt = handed.cleaned_data["named"]
        context |= {"answered": True, "proof": proof.of(reference, receipt, handed.cleaned_data["content"])}
    return render(request, "public/verify.html", context, status=400 if context["form"].errors else 200)
