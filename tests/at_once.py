"""Several people pressing a button in the same moment. For tests with real transactions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Start all steps together, each on a connection of its own; what each returned, or what it was told was wrong."""
    together = threading.Barrier(len(steps))

    def one(step: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return step()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(one, steps))


def refusals(results: list[Any]) -> int:
    return sum(isinstance(result, ValidationError) for result in results)
