"""Release and record packages: bounded JSON, one merged release for each contracting process."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from contracts.importing.text import require_size
from contracts.refusals import Refused

DEEPEST = 40  # levels; releases have about ten
MOST_PROCESSES = 5_000

Process = tuple[str, dict[str, Any]]  # where it stands in the file, as a JSON path; and its merged release


def read_package(data: bytes) -> list[Process]:
    """The contracting processes of a package. Raises Refused where the file is none, with the place in it."""
    require_size(data)
    try:
        package = json.loads(data, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_no_doubles)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise Refused(_("This is no JSON: line %(line)d, column %(column)d cannot be read.") % place) from None
    except RecursionError:
        raise _too_deep() from None
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused(_("This file cannot be read as JSON: %(error)s") % {"error": error}) from None
    _require_depth(package)
    if not isinstance(package, dict):
        raise Refused(_("$: a release package or a record package was expected."))
    releases = list(_releases(package))
    if not releases:
        raise Refused(_("$: there is neither “releases” nor “records” with a release in it."))
    merged: dict[str, Process] = {}
    for path, release in sorted(releases, key=lambda pair: str(pair[1].get("date", ""))):
        ocid = release.get("ocid")
        if not isinstance(ocid, str) or not ocid.strip():
            raise Refused(_("%(path)s.ocid: every release needs the identifier of its process.") % {"path": path})
        merged[ocid] = (path, _merge(merged[ocid][1], release) if ocid in merged else release)
    if len(merged) > MOST_PROCESSES:
        raise Refused(_("The file has more than 5,000 contracting processes. Split it into several files."))
    return list(merged.values())


def _releases(package: dict[str, Any]) -> Iterator[Process]:
    for number, release in enumerate(_list(package.get("releases"), "$.releases")):
        yield _object(release, f"$.releases[{number}]")
    for number, record in enumerate(_list(package.get("records"), "$.records")):
        path = f"$.records[{number}]"
        _path, record = _object(record, path)
        if record.get("compiledRelease") is not None:
            yield _object(record["compiledRelease"], f"{path}.compiledRelease")
            continue
        for place, release in enumerate(_list(record.get("releases"), f"{path}.releases")):
            if isinstance(release, dict) and "ocid" in release:  # a linked release is only an address
                yield f"{path}.releases[{place}]", release


def _merge(old: Any, new: Any) -> Any:
    """The later release over the earlier: objects by key, lists of objects with an id by that, the rest replaced."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: _merge(old.get(key), value) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list) and all(_has_id(entry) for entry in (*old, *new)):
        merged = {str(entry["id"]): entry for entry in old}
        for entry in new:
            key = str(entry["id"])
            merged[key] = _merge(merged.get(key), entry)
        return list(merged.values())
    return new


def _has_id(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str | int)


def _list(value: Any, path: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused(_("%(path)s: a list was expected.") % {"path": path})
    return value


def _object(value: Any, path: str) -> Process:
    if not isinstance(value, dict):
        raise Refused(_("%(path)s: an object was expected.") % {"path": path})
    return path, value


def _require_depth(package: Any) -> None:
    level = [package]
    for _depth in range(DEEPEST):
        level = (
            [
                inner
                for outer in level
                for inner in (outer.values() if isinstance(outer, dict) else outer)
                if isinstance(inner, dict | list)
            ]
            if level and isinstance(level[0], dict | list)
            else []
        )
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refused:
    return Refused(_("This file is nested more than 40 levels deep. No release is."))


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _value in pairs)
        raise ValueError(_("“%(name)s” stands twice in one object") % {"name": next(n for n in names if names[n] > 1)})
    return found
