"""The event logs of the course, for lessons: `load("delivery_evening")`. They are in the folder `data` of
the checkout, or inside the package in a wheel.

Promises: rows in the order of the file, each value in the type that `data/datapackage.json` gives its field,
so times are aware datetimes and missing values None. Leaves out writing, and events: a row is a plain dict.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

__all__ = ["FOLDER", "load"]

_PACKAGE = Path(__file__).resolve().parents[1]
FOLDER = next(
    (folder for folder in (_PACKAGE / "data", _PACKAGE.parent / "data") if folder.is_dir()),
    _PACKAGE.parent / "data",
)

_READ: dict[str, Callable[[str], Any]] = {"integer": int, "datetime": datetime.fromisoformat}


def load(name: str) -> list[dict[str, Any]]:
    """All rows of one resource, fresh dicts on every call.

    `name` is a resource of the data dictionary: `coffee_lunch`, `shop_orders`, `delivery_evening`, the two
    `…_labels`, or `flights_2013-01-01`. Raise `ValueError` for another name and `FileNotFoundError` where the
    folder is not there; both say what to do.
    """
    resource = _resource(name)
    fields = resource["schema"]["fields"]
    missing = resource["schema"]["missingValues"]
    path = resource["path"]
    parts = [path] if isinstance(path, str) else path
    return [_typed(row, fields, missing) for part in parts for row in _rows(part, resource["format"])]


def _resource(name: str) -> dict[str, Any]:
    resources = {r["name"]: r for r in json.loads(_text("datapackage.json"))["resources"]}
    if name not in resources:
        raise ValueError(f"there is no data called {name!r}; choose one of: {', '.join(resources)}")
    found: dict[str, Any] = resources[name]
    return found


def _text(file: str) -> str:
    path = FOLDER / file
    if not path.is_file():
        raise FileNotFoundError(
            f"{file} is not in {FOLDER}: the lessons read their logs from the checkout's data folder. "
            "Start them from the checkout (python3 -m companion lab), or bring the file back with "
            "git checkout -- data. In the browser, reload the page"
        )
    return path.read_text(encoding="utf-8")


def _rows(file: str, form: str) -> Iterator[dict[str, Any]]:
    lines = _text(file).splitlines()
    return iter(csv.DictReader(lines)) if form == "csv" else map(json.loads, lines)


def _typed(row: dict[str, Any], fields: list[dict[str, Any]], missing: list[str]) -> dict[str, Any]:
    """The row with its texts read as the dictionary says; values that JSON has typed are not changed."""
    return {f["name"]: _value(row[f["name"]], f["type"], missing) for f in fields}


def _value(value: Any, type_name: str, missing: list[str]) -> Any:
    if not isinstance(value, str):
        return value
    return None if value in missing else _READ.get(type_name, str)(value)
