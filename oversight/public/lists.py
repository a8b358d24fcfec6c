"""Lists with search, filters and pages."""

from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oversight.public.filters import PublicFilter
from oversight.public.page import PublicPage

PAGE_SIZE = 20


class FilteredList(PublicPage):
    """A value that makes no sense is named above the list and left out; the rest of the question is answered."""

    filterset_class: type[PublicFilter]
    page_size = PAGE_SIZE

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def count_words(self, count: int) -> str:
        raise NotImplementedError

    def show(self, rows: list[Any], filterset: PublicFilter) -> list[Any]:
        """What the template gets of one page of rows."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)
        paginator = Paginator(filterset.qs, self.page_size)
        faults = [
            {"label": filterset.form[name].label, "id": filterset.form[name].id_for_label, "messages": messages}
            for name, messages in filterset.form.errors.items()
        ]
        asked = self.request.GET.get("page") or "1"
        try:
            page = paginator.page(asked)
        except (PageNotAnInteger, EmptyPage):
            page = paginator.get_page(asked)
            told = {"asked": asked[:20], "shown": page.number}
            faults.append({"messages": [_("There is no page “%(asked)s”. Page %(shown)s is shown.") % told]})
        return super().get_context_data(
            filterset=filterset,
            form=filterset.form,
            faults=faults,
            page=page,
            rows=self.show(list(page), filterset),
            heading=self._heading(page),
            api_query=self._api_query(),
            **kwargs,
        )

    def _heading(self, page: Any) -> str:
        count = page.paginator.count
        if page.paginator.num_pages == 1:
            return self.count_words(count)
        told = {"rows": self.count_words(count), "first": page.start_index(), "last": page.end_index()}
        return _("%(rows)s, %(first)d to %(last)d shown") % told

    def _api_query(self) -> str:
        """The same question for the API, without page and empty fields."""
        query = self.request.GET.copy()
        for name in list(query):
            values = [value for value in query.getlist(name) if value]
            if name == "page" or name not in self.filterset_class.base_filters or not values:
                del query[name]
            else:
                query.setlist(name, values)
        return f"?{query.urlencode()}" if query else ""


def vendors_counted(count: int) -> str:
    return ngettext("%(count)d vendor", "%(count)d vendors", count) % {"count": count}


def contracts_counted(count: int) -> str:
    return ngettext("%(count)d contract", "%(count)d contracts", count) % {"count": count}
