"""The first page: what this is, and the ways in."""

from typing import Any

from django.db.models import Count, Q

from contracts.models import Agency, Contract, ServiceKind
from oversight.models import Scorecard
from oversight.public.methodology import current_scheme, scheme_bands
from oversight.public.page import PublicPage
from oversight.public.vendors import cards_of

NEWEST = 6


class Home(PublicPage):
    template_name = "public/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = Count("contracts", filter=Q(contracts__in=Contract.objects.published()))
        kinds = ServiceKind.objects.annotate(count=published)
        agencies = Agency.objects.annotate(count=published).filter(count__gt=0)
        newest = Scorecard.objects.published().order_by("-published_at", "-pk").values("pk")[:NEWEST]
        return super().get_context_data(
            kinds=[{"code": kind.code, "name": kind.name, "count": kind.count} for kind in kinds],
            agencies=[{"code": agency.code, "name": agency.name, "count": agency.count} for agency in agencies],
            cards=cards_of(Scorecard.objects.published().filter(pk__in=[row["pk"] for row in newest])),
            bands=scheme_bands(current_scheme()),
            **kwargs,
        )
