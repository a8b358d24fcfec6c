"""What every public page shares: caching for those who are not signed in, and the way back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import register_converter, reverse
from django.urls.converters import StringConverter
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

CACHED_FOR = 60  # seconds: a correction is seen within a minute


class PublicId(StringConverter):
    """See contracts.identifiers; anything else is not found without asking the database."""

    regex = "[0-9a-hjkmnp-tv-z]{10}"


register_converter(PublicId, "public_id")


def cache_for_strangers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Whoever brings no session gets the same page as everybody else, so caches may keep it for a moment."""
    if request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}:
        patch_cache_control(response, private=True)
    else:
        patch_cache_control(response, public=True, max_age=CACHED_FOR)


class PublicPage(TemplateView):
    """A page that anybody may read and nobody can write through."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        cache_for_strangers(request, response)
        return response


def crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the home page to here: label and URL name of each step; the last is this page and has no name."""
    steps = [{"label": _("Home"), "url": reverse("home")}]
    return steps + [{"label": label, "url": reverse(name) if name else ""} for label, name in trail]
