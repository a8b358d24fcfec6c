"""What a run of a rule came to, briefly."""

from oversight.models import Flag, RuleRun


def counts(run: RuleRun) -> tuple[int, int, int]:
    """Passed, failed, not applicable."""
    assert run.error == ""
    return run.passed, run.failed, run.not_applicable


def standing(code: str) -> list[Flag]:
    return list(Flag.objects.standing().of_rule(code).order_by("pk"))
