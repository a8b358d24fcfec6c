"""Keys for programs: everybody looks after the own ones. The secret is shown once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.actions.token import LONGEST_LIFE
from contracts.admin.base import ActionAdmin, fact
from contracts.admin.transitions import Confirm, Transition
from contracts.models import ApiToken, User


class TokenForm(forms.ModelForm):
    days = forms.IntegerField(
        label=gettext_lazy("Valid for"),
        help_text=gettext_lazy("In days, at most a year."),
        min_value=1,
        max_value=LONGEST_LIFE.days,
        initial=90,
    )


def _why_not_revoke(token: ApiToken, by: User) -> str:
    return _("This key is revoked already.") if token.revoked_at else ""


@admin.register(ApiToken)
class ApiTokenAdmin(ActionAdmin):
    form = TokenForm
    list_display = ("label", "beginning", "state", "issued_at", "expires_at")
    fieldsets = ((None, {"fields": ("label", "days")}),)
    transitions = (
        Transition(
            name="revoke",
            label=gettext_lazy("Revoke"),
            do=actions.revoke_token,
            done=gettext_lazy("The key is revoked. Whatever uses it is shut out from now on."),
            why_not=_why_not_revoke,
            form=Confirm,
            danger=True,
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj is None else ((None, {"fields": ("label",)}),)

    def create(self, request: HttpRequest, form: forms.ModelForm) -> ApiToken:
        label, days = form.cleaned_data["label"], form.cleaned_data["days"]
        token, secret = actions.issue_token(label, days=days, by=request.user, at=timezone.now())
        said = _("Copy the key now; it is not shown again: %(secret)s")
        messages.warning(request, said % {"secret": secret})
        return token

    def state_of(self, obj: ApiToken) -> tuple[str, str]:
        if obj.revoked_at:
            return "ended", _("Revoked")
        return ("ended", _("Expired")) if obj.expires_at <= timezone.now() else ("active", _("Valid"))

    def facts(self, request: HttpRequest, obj: ApiToken) -> list[dict[str, Any]]:
        return [
            fact(_("Begins with"), obj.beginning),
            fact(_("Issued at"), obj.issued_at),
            fact(_("Expires at"), obj.expires_at),
        ]
