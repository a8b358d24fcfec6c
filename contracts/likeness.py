"""Vendors of like name: one company entered twice, or two companies that are easily taken for one another."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.models import Vendor
from contracts.refusals import Refused

if TYPE_CHECKING:
    from contracts.models.vendor import VendorQuerySet

LONGEST = 200  # characters, as the columns have it
# Legal forms, which tell no two companies apart. A branch (分公司) is registered by itself and keeps its word.
FORMS_ZH = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|集团公司|集团|(?<![分子])公司)$")
FORMS_EN = re.compile(
    r"\s(?:company|co|limited|ltd|incorporated|inc|corporation|corp|l\s?l\s?c|p\s?l\s?c|holdings|group)$"
)


def normalised(name: str) -> str:
    """What is left of a name without width, case, blanks, brackets, punctuation and legal form.

    A name that consists of nothing but its legal form keeps it. "" only for a name without any letter or digit.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split())
    bare, shorter = words, _without_form(words)
    while shorter and shorter != bare:
        bare, shorter = shorter, _without_form(shorter)
    return bare.replace(" ", "")[:LONGEST]


def _without_form(words: str) -> str:
    return FORMS_ZH.sub("", FORMS_EN.sub("", words)).strip()


def note_likeness(vendor: Vendor) -> None:
    """Fill the two columns that vendors are compared by."""
    named: Any = vendor  # the names a language are made at run time
    vendor.likeness_en = normalised(named.name_en or "")
    vendor.likeness_zh_hans = normalised(named.name_zh_hans or "")


def like(vendor: Vendor) -> "VendorQuerySet":
    """Other vendors, under another credit code, that bear the same name in either language."""
    names = [name for name in (vendor.likeness_en, vendor.likeness_zh_hans) if name]
    same = Q(likeness_en__in=names) | Q(likeness_zh_hans__in=names)
    return Vendor.objects.filter(same).exclude(credit_code=vendor.credit_code).exclude(pk=vendor.pk)


def require_distinct(vendor: Vendor) -> None:
    """Raise Refused where another vendor bears the name and nobody has said why they are two."""
    if vendor.distinct_because.strip():
        return
    other = like(vendor).order_by("pk").first()
    if other is not None:
        message = _(
            "A vendor of this name is registered already: %(name)s, %(code)s. Use that one, or say under “%(field)s” "
            "why this is another company."
        )
        field = Vendor._meta.get_field("distinct_because").verbose_name
        said = message % {"name": other.name, "code": other.credit_code, "field": field}
        raise Refused({"distinct_because": said}, code="like_name")
