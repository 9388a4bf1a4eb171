"""CQRS: views that follow the store, and read models for one question each.

A `Projection` has the handlers of a view; the view keeps its checkpoint together with its data. A view may be
late but is never wrong: it can be deleted and made again. Feed, nearby and search stand here
as they run inside the process, analytics as a contract; `companion.engines` has each on a real engine behind
the same few methods. Each is loaded at its first use.

How to make a view of what is in a store, and keep it up to date:

    >>> from companion.cqrs import DictView, Projection
    >>> from companion.events import Event
    >>> from companion.sourcing import ANY, MemoryStore
    >>> class PostLiked(Event):
    ...     post_id: str
    >>> likes = Projection(DictView("likes"))
    >>> @likes.on(PostLiked)
    ... def count(event, rows):
    ...     rows[event.post_id] = rows.get(event.post_id, 0) + 1
    >>> store = MemoryStore()
    >>> stored = store.append("post-7", [PostLiked(post_id="post-7")] * 2, expected=ANY)
    >>> likes.catch_up(store)
    2
    >>> likes.view.rows
    {'post-7': 2}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import (
    BatchRefused,
    NotCaughtUp,
    Overtaken,
    ReadModelDamaged,
    ReadModelUnavailable,
)
from .projection import Projection
from .table_view import TableView
from .tables import SQLiteTables
from .view import DictView, Parked, View, Writing

if TYPE_CHECKING:
    from .analytics import Analytics
    from .feed import Feed, MemoryFeed
    from .nearby import GridNearby, Near, Nearby
    from .search import Search, SQLiteSearch

__all__ = [
    "Analytics", "BatchRefused", "DictView", "Feed", "GridNearby", "MemoryFeed", "Near", "Nearby",
    "NotCaughtUp", "Overtaken", "Parked", "Projection", "ReadModelDamaged", "ReadModelUnavailable",
    "SQLiteSearch", "SQLiteTables", "Search", "TableView", "View", "Writing",
]  # fmt: skip

_LATER = {
    "analytics": "Analytics",
    "feed": "Feed MemoryFeed",
    "nearby": "GridNearby Near Nearby",
    "search": "SQLiteSearch Search",
}
_WHERE = {name: module for module, names in _LATER.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load a read model at its first use."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
