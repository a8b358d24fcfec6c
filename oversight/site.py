"""The one admin site. It stands outside the admin packages, which register with it while they are being imported."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LogoutView, PasswordChangeView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from contracts import actions
from contracts.autocomplete import ChooserView
from oversight.desk import desk_for
from oversight.sidebar import sidebar


class OwnPasswordForm(PasswordChangeForm):
    """Changing one's own password is an action like any other."""

    def save(self, commit: bool = True) -> Any:
        return actions.choose_password(self.cleaned_data["new_password1"], by=self.user, at=timezone.now())


class HouseAdminSite(AdminSite):
    site_title = gettext_lazy("Public service oversight")
    site_header = gettext_lazy("Public service oversight")
    index_title = gettext_lazy("My desk")
    enable_nav_sidebar = False  # ours is grouped by the process

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        # A page for somebody who has not signed in has no sidebar
        context["sidebar"] = sidebar(request, timezone.now()) if context["has_permission"] else []
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        user: Any = request.user
        desk = desk_for(user, timezone.now())
        return super().index(request, {**(extra_context or {}), "desk": desk})

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return ChooserView.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page to sign in for everybody."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        page = request.GET.get("next", reverse("admin:index"))
        return redirect_to_login(page, reverse("login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return LogoutView.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return never_cache(view)(request)
