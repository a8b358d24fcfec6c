"""Small formatting tags that every page shares: money, per cent, times, status tags, the page in the other language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.conf import settings
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contracts.wording import listed

register = template.Library()

# Each language is named in itself, so that whoever needs it can read it.
LANGUAGE_NAMES = {"en": "English", "zh-hans": "中文"}

# One tone for each word the process uses; a word not named here is drawn neutral ("none"), which is never wrong.
TONES = {
    "good": "good active passed met verified fixed cleared published acknowledged accepted on_time valid suitable",
    "near": "near approaching approaching_target filed submitted in_progress answered computed approved",
    "improve": "improve requires_improvement warning pending unacknowledged suspended issued returned major late"
    " partly",
    "bad": "bad inadequate open failed missed missing overdue terminated refused serious critical never_fixed"
    " prohibited",
}
TONE_OF = {word: tone for tone, words in TONES.items() for word in words.split()}


@register.filter
def tone(status: object) -> str:
    """The judgement a status word stands for: good, near, improve, bad or none."""
    return TONE_OF.get(str(status).lower(), "none")


@register.simple_tag
def status_tag(status: object, label: str = "") -> SafeString:
    """A status as a tag: a shape, a colour and always its word."""
    return format_html('<span class="tag tag--{}">{}</span>', tone(status), label or status)


def rounded(value: Decimal | int, places: int) -> str:
    """A grouped number with exactly ``places`` decimals; rounded half up first, for the formatter only cuts off."""
    number = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return number_format(number, decimal_pos=places, force_grouping=True)


@register.filter("plain_number")
def short_number(value: Decimal | int) -> str:
    """A number with grouping and without trailing noughts."""
    text = f"{Decimal(value).normalize():f}"
    return number_format(text, decimal_pos=len(text.partition(".")[2]), force_grouping=True)


@register.filter
def money(value: Decimal | int | None) -> str:
    """Yuan with grouping and two decimals; an amount that is not known says so."""
    if value is None:
        return _("not known")
    amount = Decimal(value)
    sign = "−" if amount < 0 else ""
    return f"{sign}¥{rounded(abs(amount), 2)}"


@register.filter
def percent(basis_points: int | None) -> str:
    """Per cent from whole basis points, exact: 9150 is 91.5%."""
    if basis_points is None:
        return _("not known")
    return f"{short_number(Decimal(basis_points) / 100)}%"


@register.filter
def moment(value: date | datetime | None, style: str = "DATE_FORMAT") -> SafeString | str:
    """A date or time as a <time> element, in the office's time zone; ``style`` names a format, as SHORT_DATE_FORMAT."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, style))


register.filter("listed", listed)


@register.filter
def language_label(label: object) -> str:
    """“Title [zh-hans]”, as fields in two languages are called, with the language's own name: “Title (中文)”."""
    text, bracket, code = str(label).removesuffix("]").rpartition(" [")
    return f"{text} ({LANGUAGE_NAMES[code]})" if bracket and code in LANGUAGE_NAMES else str(label)


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, Any]]:
    """This same page in each other language (code, its own name, address), or that language's home page."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    found = []
    for code, name in settings.LANGUAGES:
        if code == get_language():
            continue
        url = translate_url(here, code)
        found.append({"code": code, "name": LANGUAGE_NAMES.get(code, name), "url": url if url != here else _home(code)})
    return found


def _home(code: str) -> str:
    try:
        return translate_url(reverse("home"), code)
    except NoReverseMatch:
        return f"/{code}/"


@register.simple_tag(takes_context=True)
def render_panel(context: Context, panel: dict[str, Any]) -> SafeString:
    """A panel that another layer hands to a page: ready markup, or a template and the context it asks for."""
    if template_name := panel.get("template"):
        return render_to_string(template_name, panel.get("context") or {}, request=context.get("request"))
    return conditional_escape(panel.get("html", ""))


@register.simple_tag
def labelled_cells(cells: Iterable[str], headers: Sequence[dict[str, Any]]) -> list[str]:
    """A list row's cells, each with its column's name in ``data-label``, so that a phone can stack them."""
    labelled = []
    for cell, header in zip(cells, headers, strict=False):
        if cell.startswith("<td") and "action-checkbox" not in header["class_attrib"]:
            opening = format_html('<td data-label="{}"', capfirst(header["text"]))
            cell = opening + mark_safe(cell.removeprefix("<td"))  # it was escaped when it was made
        labelled.append(cell)
    return labelled


@register.simple_tag
def active_filters(cl: ChangeList) -> list[dict[str, Any]]:
    """The filters that narrow an admin list: ``title``, what is chosen (``choice``), and the list ``without`` it."""
    found = []
    for spec in cl.filter_specs:
        everything, *choices = list(spec.choices(cl))
        chosen = [choice["display"] for choice in choices if choice["selected"]]
        if chosen:
            found.append({"title": spec.title, "choice": chosen[0], "without": everything["query_string"]})
    return found


@register.simple_tag(takes_context=True)
def page_link(context: Context, name: str, number: int) -> str:
    """The address of another page of this list with everything else in the query kept."""
    query = context["request"].GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def changelist_page(cl: ChangeList, number: int) -> str:
    """The address of another page of an admin list."""
    return cl.get_query_string({PAGE_VAR: number})


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """Page numbers around the current one, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
