"""Filters that every list shares: by the tree of agencies, by a person, by when something ends."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.choosers import VisibleChoice
from contracts.models import Agency, Duty, User
from contracts.models.contract import EARLIEST_DAY

INDENT = "\u2003"


class FormFilter(admin.SimpleListFilter):
    """One field in a form of its own. A subclass has ``parameter_name`` and makes ``field``, bound to ``self.by``.

    What the field does not accept, a row outside the scope for one, leaves the list empty.
    """

    template = "admin/form_filter.html"
    parameter_name: str

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.by: Any = request.user
        self.kept: list[tuple[str, str]] = []
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def field(self) -> forms.Field:
        raise NotImplementedError

    def narrow(self, queryset: Any, chosen: Any) -> QuerySet:
        raise NotImplementedError

    @cached_property
    def form(self) -> forms.Form:
        """Bound where something is chosen."""
        form = forms.Form({self.parameter_name: self.value()} if self.value() else None, auto_id="filter_%s")
        form.fields[self.parameter_name] = self.field()
        return form

    @property
    def bound_field(self) -> forms.BoundField:
        return self.form[self.parameter_name]

    @cached_property
    def chosen(self) -> Any:
        return self.form.cleaned_data[self.parameter_name] if self.value() and self.form.is_valid() else None

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        if not self.value():
            return None
        return self.narrow(queryset, self.chosen) if self.chosen else queryset.none()

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The whole list, and what is chosen now; the field has the rest."""
        everything = changelist.get_query_string(remove=[self.parameter_name])
        self.kept = parse_qsl(everything.removeprefix("?"))
        yield {"selected": not self.value(), "query_string": everything, "display": _("All")}
        if self.value():
            display = str(self.chosen) if self.chosen else _("not known")
            yield {"selected": True, "query_string": changelist.get_query_string(), "display": display}


class TreeChoice(forms.ModelChoiceField):
    """Agencies as the tree they are, each below the one it belongs to; sent by code. One query."""

    def __init__(self, queryset: QuerySet, **options: Any) -> None:
        super().__init__(queryset, to_field_name="code", empty_label=_("All"), required=False, **options)
        listed = list(queryset)
        self.top = min((agency.depth for agency in listed), default=1)
        self.by_code = {agency.code: agency for agency in listed}
        labels = [(agency.code, INDENT * (agency.depth - self.top) + agency.name) for agency in listed]
        self.widget.choices = [("", self.empty_label), *labels]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if value not in self.by_code:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return self.by_code[value]


class AgencyFilter(FormFilter):
    """The agency chosen and those below it. For every list whose rows belong to agencies."""

    title = gettext_lazy("agency")
    parameter_name = "agency"

    @cached_property
    def agencies(self) -> TreeChoice:
        return TreeChoice(Agency.objects.visible_to(self.by))

    def field(self) -> forms.Field:
        return self.agencies

    def has_output(self) -> bool:
        return len(self.agencies.by_code) > 1 or bool(self.value())

    def narrow(self, queryset: Any, chosen: Agency) -> QuerySet:
        return queryset.within(chosen)


class PersonFilter(FormFilter):
    """A person, found by typing. ``person_filter`` makes one for a list."""

    parameter_name = "person"
    of: Callable[[Any, User], QuerySet]

    def field(self) -> forms.Field:
        chooser = VisibleChoice(User, label=self.title, required=False)
        chooser.offer_to(self.by)
        return chooser

    def has_output(self) -> bool:
        return self.by.has_perm("contracts.view_user")

    def narrow(self, queryset: Any, chosen: User) -> QuerySet:
        return type(self).of(queryset, chosen)


def person_filter(lookup: str, title: str | Promise) -> type[PersonFilter]:
    """A filter by the person that ``lookup`` leads to, as "answerable" or "inspectors"."""

    def of(queryset: Any, person: User) -> QuerySet:
        return queryset.filter(**{lookup: person})

    return type("PersonFilter", (PersonFilter,), {"title": title, "of": staticmethod(of)})


def _answered_for(contracts: Any, person: User) -> QuerySet:
    return contracts.filter(pk__in=Duty.objects.answering().filter(person=person).values("contract"))


class AnswererFilter(PersonFilter):
    """Contracts for a part of which this person answers now."""

    title = gettext_lazy("who answers")
    of = staticmethod(_answered_for)


class YearFilter(FormFilter):
    """A calendar year. Unlike the framework's own row of dates it asks the table nothing, however long that is."""

    column = ""

    def field(self) -> forms.Field:
        years = range(timezone.localdate().year + 1, EARLIEST_DAY.year - 1, -1)
        choices = [("", _("All")), *((str(year), str(year)) for year in years)]
        return forms.ChoiceField(choices=choices, required=False)

    def narrow(self, queryset: Any, chosen: str) -> QuerySet:
        year = int(chosen)
        return queryset.filter(**{f"{self.column}__range": (date(year, 1, 1), date(year, 12, 31))})


def year_filter(column: str, title: str | Promise) -> type[YearFilter]:
    """A filter by the year of a column that holds days."""
    return type("YearFilter", (YearFilter,), {"title": title, "parameter_name": f"{column}_year", "column": column})


class EndFilter(admin.SimpleListFilter):
    """Contracts by when they end. ``ending`` and ``expired`` are questions the query set answers."""

    title = gettext_lazy("ends")
    parameter_name = "ends"
    WITHIN = (30, 90)  # days

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        within = [(str(days), _("Within %(days)d days") % {"days": days}) for days in self.WITHIN]
        return [*within, ("over", _("Past its term, not closed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        today: date = timezone.localdate()
        if self.value() == "over":
            return queryset.expired(today)
        if (self.value() or "") in map(str, self.WITHIN):
            return queryset.ending(today, today + timedelta(days=int(self.value() or 0)))
        return None
