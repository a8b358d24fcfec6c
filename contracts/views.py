"""Signing in, and the language of the pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from contracts import actions


class SignIn(LoginView):
    """The one door. Whoever works in the administration goes there; everybody else to LOGIN_REDIRECT_URL."""

    def get_default_redirect_url(self) -> str:
        user: Any = self.request.user
        if user.is_authenticated and user.is_staff:
            return reverse("admin:index")
        return resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def set_preferred_language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this browser and, of somebody signed in, for the person; show the page again in it."""
    language = request.POST.get("language", "")
    known = language in dict(settings.LANGUAGES) and check_for_language(language)
    user: Any = request.user
    if known and user.is_authenticated and user.language != language:
        actions.choose_language(language, by=user, at=timezone.now())
    page = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        page = "/"
    response = HttpResponseRedirect(translate_url(page, language) if known else page)
    if known:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE or 365 * 24 * 60 * 60,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
