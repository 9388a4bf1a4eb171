"""Analytics in ClickHouse, which runs inside this process through chdb.

The same contract as `DuckDBAnalytics`, by the same tests. ClickHouse checks no key at an INSERT; rows of one
event are merged some time later, and `FINAL` reads as if they were merged. (Of different rows of one event
the last one stays, in DuckDB the first: an event does not change.) Needs the extra `chdb`, nearly a gigabyte,
which no lesson asks for. Left out: a checkpoint. Keep the projection's in a view elsewhere; an event that
comes twice counts once.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from companion.cqrs.analytics import Bucket, Unit, Viewed, between, bucket, checked, length_us
from companion.cqrs.errors import ReadModelUnavailable, reason
from companion.events import BadDefinition

_ESCAPES: Final = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r", "\0": r"\0"})
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")


class ClickHouseAnalytics:
    """Views in a table of ClickHouse called `name`, in the folder `path`; None for one that ends with the
    process.

    Raises `BadDefinition` for a name no table can have, `ReadModelUnavailable` where chdb is not installed
    or the folder cannot be opened.
    """

    def __init__(self, path: str | None = None, name: str = "views") -> None:
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise BadDefinition(
                name, "a name has small letters, digits and underscores, at most 30, a letter first"
            )
        self._table = f"companion.{name}"
        self._session = _session(path)
        self._session.query("CREATE DATABASE IF NOT EXISTS companion")
        self._session.query(
            f"CREATE TABLE IF NOT EXISTS {self._table} (event_id String, post_id String, at_us Int64) "
            "ENGINE = ReplacingMergeTree ORDER BY event_id"
        )

    def viewed(self, post_id: str, at: datetime, event_id: str) -> None:
        """See `Analytics.viewed`."""
        at_us = checked(post_id, at, event_id)
        self._session.query(
            f"INSERT INTO {self._table} VALUES ({{event:String}}, {{post:String}}, {{at:Int64}})",
            params=_escaped({"event": event_id, "post": post_id, "at": at_us}),
        )

    def views(self, post_id: str, since: datetime | None = None, until: datetime | None = None) -> int:
        """See `Analytics.views`."""
        first, end = between(since, until)
        [[found]] = self._ask(
            f"SELECT toInt32(count()) FROM {self._table} FINAL WHERE post_id = {{post:String}} "
            "AND at_us >= {first:Int64} AND at_us < {end:Int64}",
            post=post_id, first=first, end=end,
        )  # fmt: skip
        return int(found)

    def per(self, unit: Unit, post_id: str | None = None) -> tuple[Bucket, ...]:
        """See `Analytics.per`."""
        found = self._ask(
            f"SELECT toString(at_us - at_us % {length_us(unit)}) AS start, toInt32(count()) "
            f"FROM {self._table} FINAL WHERE {{all:UInt8}} OR post_id = {{post:String}} "
            "GROUP BY start ORDER BY toInt64(start)",
            all=int(post_id is None), post=post_id or "",
        )  # fmt: skip
        return tuple(bucket(int(start), views) for start, views in found)

    def top(
        self, count: int = 10, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[Viewed, ...]:
        """See `Analytics.top`."""
        first, end = between(since, until)
        found = self._ask(
            f"SELECT post_id, toInt32(count()) AS n FROM {self._table} FINAL WHERE at_us >= {{first:Int64}} "
            "AND at_us < {end:Int64} GROUP BY post_id ORDER BY n DESC, post_id LIMIT {count:UInt32}",
            first=first, end=end, count=max(count, 0),
        )  # fmt: skip
        return tuple(Viewed(post, views) for post, views in found)

    def close(self) -> None:
        """End ClickHouse in this process, which holds one folder at a time."""
        self._session.close()

    def _ask(self, sql: str, **values: object) -> list[Any]:
        answer = bytes(self._session.query(sql, "JSONCompactEachRow", params=_escaped(values)).bytes())
        return [msgspec.json.decode(line) for line in answer.splitlines()]


def _escaped(values: dict[str, Any]) -> dict[str, Any]:
    """ClickHouse reads a text value as a cell of tab-separated ones."""
    return {
        name: value.translate(_ESCAPES) if isinstance(value, str) else value for name, value in values.items()
    }


def _session(path: str | None) -> Any:
    try:
        from chdb import session
    except ImportError as missing:
        raise ReadModelUnavailable("ClickHouse", f"install the extra chdb: {reason(missing)}") from missing
    try:
        return session.Session(path) if path is not None else session.Session()
    except Exception as problem:
        raise ReadModelUnavailable("ClickHouse", reason(problem)) from problem
