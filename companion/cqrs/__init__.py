"""CQRS: views that follow the store, and read models made for one question each.

A `Projection` says what events mean for a view; the view keeps its checkpoint with what it shows. What is
shown may be late and is never wrong: it can be thrown away and made again.
"""

from __future__ import annotations

from .dict_view import DictView
from .errors import BadProjection, BadView, CQRSError, NotCaughtUp, Overtaken
from .projection import Projection
from .table_view import TableView
from .view import Parked, View, Writing

__all__ = [
    "BadProjection", "BadView", "CQRSError", "DictView", "NotCaughtUp", "Overtaken", "Parked", "Projection",
    "TableView", "View", "Writing",
]  # fmt: skip
