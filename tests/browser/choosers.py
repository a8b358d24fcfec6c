"""Choosing a row as a person does: open, type what only this row has, take it."""


def choose(page, select, row, *, typing):
    """``select`` is the id of the list behind the chooser."""
    page.locator(f"#{select} + .select2 [role=combobox]").press("Enter")
    page.locator(".select2-container--open .select2-search__field").fill(typing)
    page.locator(".select2-results__option:only-child:not(.loading-results)").click()
    assert page.locator(f"#{select}").input_value() == str(row.pk)
