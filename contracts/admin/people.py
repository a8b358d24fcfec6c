"""Agencies, and the people in them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions
from contracts.admin.base import ActionAdmin, fact, link
from contracts.admin.filters import AgencyFilter
from contracts.admin.transitions import Confirm, Transition, TransitionForm
from contracts.admin_pages import page_url
from contracts.models import Agency, Duty, User
from contracts.roles import ASSIGNABLE, SEPARATED
from contracts.roles import title as role_title

# Inspectors work in the field pages; every other role works in the administration.
FIELD_ONLY = {"inspector"}


class NewAgency(TransitionForm):
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=32, help_text=gettext_lazy("Short and unique."))
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    name_zh_hans = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120, required=False)


# Rights come with the roles of this portal; nobody makes groups by hand.
admin.site.unregister(Group)


@admin.register(Agency)
class AgencyAdmin(ActionAdmin):
    """A new root is added from the list; every other agency on the page of the one above it."""

    list_display = ("in_tree", "code", "is_demonstration")
    list_filter = (AgencyFilter, "is_demonstration")
    search_fields = ("code", "name_en", "name_zh_hans")
    export_columns = (
        "code",
        "name_en",
        "name_zh_hans",
        "depth",
        "is_demonstration",
    )
    fieldsets = ((None, {"fields": ("code", ("name_en", "name_zh_hans"))}),)
    transitions = (
        Transition(
            name="add-below",
            label=gettext_lazy("Add an agency below"),
            do=lambda agency, *, by, at, **fields: actions.found_agency(by=by, at=at, parent=agency, **fields),
            done=gettext_lazy("The agency is added."),
            permission="contracts.add_agency",
            form=NewAgency,
        ),
    )

    @admin.display(description=gettext_lazy("name"), ordering="path")
    def in_tree(self, agency: Agency) -> str:
        return "\u2003" * (agency.depth - 1) + agency.name

    def choice_label(self, obj: Agency) -> str:
        return f"{obj.name} · {obj.code}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return super().has_add_permission(request) and user.sees_all_agencies

    def create(self, request: HttpRequest, form: forms.ModelForm) -> Agency:
        return actions.found_agency(by=request.user, at=timezone.now(), **self.entered(form))

    def change(self, request: HttpRequest, obj: Agency, form: forms.ModelForm) -> Agency:
        return actions.change_agency(obj, self.entered(form), by=request.user, at=timezone.now())

    def facts(self, request: HttpRequest, obj: Agency) -> list[dict[str, Any]]:
        above = Agency.objects.get_parent(obj)
        return [
            fact(_("Agency above"), link(above) or _("none")),
            fact(_("Agencies below"), obj.numchild),
            fact(_("People"), obj.people.with_account().count()),
        ]


def roles_kept_apart() -> str:
    """Which roles one account never holds together, and why, as a list."""
    lines = [
        (role_title(apart.role), role_title(apart.other) if apart.other else _("any other role"), apart.why)
        for apart in SEPARATED
    ]
    listed = format_html_join("", "<li>{} + {}: {}</li>", lines)
    return format_html("{}<ul>{}</ul>", _("Not together in one account:"), listed)


class Closing(Confirm):
    """Closing an account: the duties in its name stay where they are until somebody hands them over."""

    def consequences(self) -> tuple[str, list[tuple[str, str]]] | None:
        duties = Duty.objects.load_of(self.obj).visible_to(self.by)
        left = [
            (_("%(duty)s, %(contract)s") % {"duty": d.get_role_display(), "contract": d.contract}, page_url(d))
            for d in duties
        ]
        if not left:
            return None
        return _("These duties stay in this person's name until somebody takes them over. Hand them over first."), left


def said_of_closing(user: User) -> str:
    left = user.duties.open().count()
    if not left:
        return _("The account is closed.")
    return ngettext(
        "The account is closed. %(count)d duty is still in its name: hand it over below.",
        "The account is closed. %(count)d duties are still in its name: hand them over below.",
        left,
    ) % {"count": left}


class UserForm(forms.ModelForm):
    """An account: data, roles and, where one is to be set, a password."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role.code, role.title) for role in ASSIGNABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=lazy(roles_kept_apart, str)(),
    )
    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        required=False,
        help_text=gettext_lazy("Blank: the password stays as it is; a new account cannot sign in until one is set."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = sorted(self.instance.groups.values_list("name", flat=True))

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password:
            password_validation.validate_password(password, self.instance)
        return password


@admin.register(User)
class UserAdmin(ActionAdmin):
    form = UserForm
    list_display = ("username", "name", "agency", "post", "role_titles", "load", "state")
    list_filter = (AgencyFilter, "is_active", "groups")
    list_select_related = ("agency",)
    search_fields = ("username", "name_en", "name_zh_hans", "post_en", "post_zh_hans", "office_phone")
    export_columns = (
        "username",
        "name",
        "agency",
        "post",
        "office_phone",
        "email",
        "role_titles",
        "load",
        "state",
    )
    fieldsets = (
        (None, {"fields": ("username", ("name_en", "name_zh_hans"))}),
        (
            gettext_lazy("Post"),
            {"fields": (("agency", "scope"), ("post_en", "post_zh_hans"), ("office_phone", "email"), "language")},
        ),
        (gettext_lazy("Rights"), {"fields": ("roles", "new_password")}),
        (gettext_lazy("Account"), {"fields": (("is_active", "is_staff", "last_login"),)}),
    )
    readonly_fields = ("is_active", "is_staff", "last_login", "role_titles")
    transitions = (
        Transition(
            name="close",
            label=gettext_lazy("Close account"),
            do=actions.close_account,
            done=said_of_closing,
            permission="contracts.change_user",
            why_not=lambda user, by: "" if user.is_active else _("This account is closed already."),
            form=Closing,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: Any = super().get_queryset(request).prefetch_related("groups")
        return people.with_load()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Roles as boxes to tick where they can be changed, as words where they can only be read."""
        if obj is None:
            return self.fieldsets[:3]
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return (*self.fieldsets[:2], (_("Rights"), {"fields": ("role_titles",)}), self.fieldsets[3])

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Not by the password: whoever may narrow the list by how its digest begins reads it sign by sign."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("roles"))
    def role_titles(self, user: User) -> str:
        return ", ".join(sorted(role_title(group.name) for group in user.groups.all()))

    @admin.display(description=gettext_lazy("open duties"), ordering="open_duties")
    def load(self, user: Any) -> int:
        return user.open_duties

    def choice_label(self, obj: User) -> str:
        return " · ".join(str(part) for part in (obj, obj.post, obj.agency) if part)

    def state_of(self, obj: User) -> tuple[str, str]:
        return ("active", _("Open account")) if obj.is_active else ("closed", _("Closed"))

    def create(self, request: HttpRequest, form: forms.ModelForm) -> User:
        fields, roles = self.entered(form), form.cleaned_data["roles"]
        agency = fields.pop("agency")
        if agency is None:
            raise forms.ValidationError({"agency": _("Choose the agency this person works in.")})
        return actions.register_user(
            by=request.user,
            at=timezone.now(),
            agency=agency,
            roles=roles,
            password=form.cleaned_data["new_password"] or None,
            is_staff=works_in_administration(roles),
            **fields,
        )

    def change(self, request: HttpRequest, obj: User, form: forms.ModelForm) -> User:
        fields, roles = self.entered(form), form.cleaned_data["roles"]
        if "roles" in form.changed_data and not obj.is_superuser:
            fields["is_staff"] = works_in_administration(roles)
        return actions.change_user(
            obj,
            fields,
            by=request.user,
            at=timezone.now(),
            roles=roles if "roles" in form.changed_data else None,
            password=form.cleaned_data["new_password"] or None,
        )


def works_in_administration(roles: list[str]) -> bool:
    return bool(set(roles) - FIELD_ONLY)
