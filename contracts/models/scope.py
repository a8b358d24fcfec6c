"""Row scope: an official sees the own agency and those below it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracts.models.people import Agency, User


class AgencyScoped:
    """Mixed into a QuerySet. ``agency_lookup`` is the path from the row to its agency ("" for the agency itself)."""

    agency_lookup = "agency"

    def within(self: Any, agency: "Agency") -> Any:
        """Rows of the agency and of those below it."""
        prefix = f"{self.agency_lookup}__" if self.agency_lookup else ""
        return self.filter(**{f"{prefix}path__startswith": agency.path})

    def visible_to(self: Any, user: "User") -> Any:
        """Rows this person may see. Nobody's by default: someone without an agency sees nothing."""
        if user.sees_all_agencies:
            return self.all()
        top = user.sees_within
        return self.within(top) if top is not None else self.none()
