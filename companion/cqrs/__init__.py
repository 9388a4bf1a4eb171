"""CQRS: views that follow the store, and read models made for one question each.

A `Projection` says what events mean for a view; the view keeps its checkpoint with what it shows. What is
shown may be late and is never wrong: it can be thrown away and made again. Feed, nearby and search stand here
as they run inside the process, analytics as a contract; `companion.engines` has each on a real engine behind
the same few methods. None is loaded before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import (
    BadEntry,
    BadView,
    BatchRefused,
    CQRSError,
    FeedDamaged,
    NotCaughtUp,
    Overtaken,
    ReadModelUnavailable,
    TornBatch,
)
from .projection import Projection
from .table_view import SQLiteTables, TableView
from .view import DictView, Parked, View, Writing

if TYPE_CHECKING:
    from .analytics import Analytics
    from .feed import Feed, MemoryFeed
    from .nearby import GridNearby, Near, Nearby
    from .search import Search, SQLiteSearch

__all__ = [
    "Analytics", "BadEntry", "BadView", "BatchRefused", "CQRSError", "DictView", "Feed",
    "FeedDamaged", "GridNearby", "MemoryFeed", "Near", "Nearby", "NotCaughtUp", "Overtaken", "Parked",
    "Projection", "ReadModelUnavailable", "SQLiteSearch", "SQLiteTables", "Search", "TableView", "TornBatch",
    "View", "Writing",
]  # fmt: skip

_LATER = {
    "analytics": "Analytics",
    "feed": "Feed MemoryFeed",
    "nearby": "GridNearby Near Nearby",
    "search": "SQLiteSearch Search",
}
_WHERE = {name: module for module, names in _LATER.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """A read model is loaded when it is first asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
