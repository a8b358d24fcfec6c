"""Published scorecards: the page of the frozen text, and the text itself."""

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views import View

from oversight.models import Scorecard
from oversight.public.frozen import FrozenScorecard, PartLine
from oversight.public.page import PublicPage, cache_for_strangers, crumbs
from oversight.public.why import why


def published_or_404(public_id: str) -> Scorecard:
    """What the public has seen, superseded ones too. A draft does not exist for it."""
    rows = Scorecard.objects.ever_published().only(
        "public_id", "status", "payload", "digest", "contract_id", "period_start", "period_end"
    )
    return get_object_or_404(rows, public_id=public_id)


class ScorecardDetail(PublicPage):
    template_name = "public/scorecard_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = published_or_404(kwargs["public_id"])
        card = FrozenScorecard(row.payload)
        address = reverse("scorecard_json", args=[row.public_id])
        return super().get_context_data(
            card=card,
            why=why(card),
            digest=row.digest,
            json_address=address,
            json_url=self.request.build_absolute_uri(address),
            superseded=row.status == Scorecard.Status.SUPERSEDED,
            current=self._current(row),
            total=total(card.parts),
            crumbs=crumbs((_("Vendors"), "vendor_list"), (_("Scorecard %(id)s") % {"id": card.public_id}, "")),
            **kwargs,
        )

    def _current(self, row: Scorecard) -> str:
        """The identifier of the revision that stands now, where this one does not."""
        if row.status != Scorecard.Status.SUPERSEDED:
            return ""
        standing = Scorecard.objects.published().filter(contract=row.contract_id, period_start=row.period_start)
        return standing.values_list("public_id", flat=True).first() or ""


class ScorecardJson(View):
    """The published bytes, exactly: their SHA-256 is the digest on the page."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponseBase:
        row = published_or_404(public_id)
        etag = quote_etag(row.digest)
        response = HttpResponse(row.payload.encode(), content_type="application/json")
        conditional = get_conditional_response(request, etag=etag, response=response) or response
        conditional["ETag"] = etag
        conditional["X-Content-SHA256"] = row.digest
        conditional["X-Scorecard-Status"] = row.status
        cache_for_strangers(request, conditional)
        return conditional


def total(parts: list[PartLine]) -> dict[str, Any]:
    """The last line of the arithmetic: the sums, and one over the other. The quotient is None where nothing counts."""
    counted = sum((part.counted for part in parts), Fraction(0))
    contributions = sum((part.contribution for part in parts), Fraction(0))
    return {
        "counted": counted,
        "contributions": contributions,
        "quotient": contributions * 100 / counted if counted else None,
    }
