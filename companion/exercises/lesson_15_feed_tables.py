"""15-feed: the tables of the design, tried with good rows and bad ones, and who is found by an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from companion.exercises.lesson_15_feed_read import Read
from companion.scenarios.feed_design import World, insert

TABLES = "tables refuse what cannot be"
INDEX = "an author's followers are found by an index"

_PAIR: Final[dict[str, Any]] = {"follower_id": 1, "following_id": 2}
_POST: Final[dict[str, Any]] = {
    "post_id": 1, "user_id": 7, "content": "hello", "created_at": "2024-01-15T09:00:00+00:00"
}  # fmt: skip
_GOOD: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    ("followers", _PAIR, "1 follows 2"),
    ("followers", {**_PAIR, "following_id": 3}, "1 follows 3, too"),
    ("followers", {**_PAIR, "follower_id": 4}, "4 follows 2, too"),
    ("posts", _POST, "a post by 7"),
    ("posts", {**_POST, "post_id": 2, "created_at": "2024-01-15T09:01:00+00:00"}, "one more post by 7"),
)
_BAD: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    ("followers", _PAIR, "1 follows 2, twice"),
    ("followers", {**_PAIR, "follower_id": None}, "nobody (NULL) follows 2"),
    ("posts", {**_POST, "post_id": 3, "user_id": None}, "a post by nobody (NULL)"),
)


def tables(found: Read) -> str:
    if not found.design.tables:
        return "tables are not said"
    here = World(found.design, {})
    if here.table_troubles:
        return here.table_troubles[0]
    for table, row, what in _GOOD:
        if refused := _refused(here, table, row):
            return f"{table} refuses a good row, {what}: {refused}"
    for table, row, what in _BAD:
        if not _refused(here, table, row):
            return f"{table} takes it: {what}"
    return ""


def _refused(here: World, table: str, row: Mapping[str, Any]) -> str:
    try:
        insert(here.write_side, table, row)
    except sqlite3.Error as error:
        return str(error)
    return ""


def index(found: Read) -> str:
    if not found.design.tables:
        return "tables are not said"
    here = World(found.design, {})
    asked = "EXPLAIN QUERY PLAN SELECT follower_id FROM followers WHERE following_id = 7"
    try:
        plan = [str(row[3]) for row in here.write_side.execute(asked)]
    except sqlite3.Error as error:
        return here.table_troubles[0] if here.table_troubles else f"SQLite says: {error}"
    return "" if any("SEARCH" in step for step in plan) else f"who follows 7? SQLite's plan: {plan[0]}"
