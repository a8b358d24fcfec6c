"""Where the public reads about what the administration keeps."""

from django.urls import reverse
from django.utils.translation import get_language

from contracts.admin_pages import public_page_of
from contracts.models import Contract


@public_page_of(Contract)
def page_of_contract(contract: Contract) -> str:
    """Without a language: whoever follows it is asked by their own browser in which one they read."""
    if contract.published_on is None or contract.status == Contract.Status.DRAFT:
        return ""
    return reverse("contract_detail", args=(contract.public_id,)).removeprefix(f"/{get_language()}")
