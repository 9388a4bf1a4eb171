"""The table of broken stores: which promise catches which, and with what evidence."""

from collections.abc import Callable
from typing import Any

import msgspec
from mini_store import Row

BROKEN_STORES: dict[Any, tuple[str, str]] = {}


def caught_by(promise: str, says: str) -> Callable[[Any], Any]:
    """Enter a broken store into the table: the promise that must catch it, and a part of the evidence."""

    def enter(store: Any) -> Any:
        BROKEN_STORES[store] = promise, says
        return store

    return enter


def changed(row: Row, **fields: Any) -> Row:
    """`row` with other fields on its envelope."""
    return row._replace(envelope=msgspec.structs.replace(row.envelope, **fields))
