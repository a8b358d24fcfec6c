"""Which language the unprefixed pages (/admin/, /field/, /api/) speak, and words that are kept in all of them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class PreferredLanguageMiddleware:
    """A signed-in person's own choice goes before cookie and browser, except where the address names a language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # request.user is lazy: only a page behind a sign-in pays for looking it up
        if (
            not translation.get_language_from_path(request.path_info)
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.user.is_authenticated
            and request.user.language
        ):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


def in_every_language(say: Callable[[], str]) -> str:
    """What the portal itself writes into a column for free text, which holds one language: the words in each."""
    spoken = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            spoken.append(say())
    return " ".join(dict.fromkeys(spoken))
