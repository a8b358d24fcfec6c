"""How words are put side by side in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext


def listed(words: Iterable[Any]) -> str:
    """The words in one line, with the sign between them that separates the parts of a list."""
    line = ""
    for word in words:
        line = pgettext("list", "%(before)s, %(word)s") % {"before": line, "word": word} if line else str(word)
    return line
