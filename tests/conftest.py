"""What every test gets. Fixtures of one layer stand in that layer's own conftest.py."""

import pytest
from django.core.cache import cache

from tools import programs

NEEDED_PROGRAMS = {"browser": programs.chromium, "redis": programs.redis_server}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this computer cannot run; `make test` names it in its last lines, and CI fails on it."""
    missing = {marker for marker, find in NEEDED_PROGRAMS.items() if find() is None}
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in missing)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _own_media_and_cache(settings, tmp_path):
    """No test sees the files or the cache of another."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
