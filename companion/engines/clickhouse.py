"""Analytics in ClickHouse, which runs inside this process through chdb.

The same contract as `DuckDBAnalytics`, by the same tests. ClickHouse checks no key at an INSERT; rows of one
event are merged some time later, and `FINAL` reads as if they were merged. (Of different rows of one event
the last one stays, in DuckDB the first: an event does not change.) Needs the extra `chdb`, nearly a gigabyte,
which no lesson asks for. Left out: a checkpoint. Keep the projection's in a view elsewhere; an event that
comes twice counts once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from companion.cqrs.analytics import Bucket, Unit, bucket, checked, length_us
from companion.cqrs.errors import ReadModelUnavailable, reason

_ESCAPES: Final = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r", "\0": r"\0"})
_TABLE: Final = "companion.views"


class ClickHouseAnalytics:
    """Views in a table of ClickHouse, which ends with the process.

    Raises `ReadModelUnavailable` where chdb is not installed or ClickHouse cannot be started.
    """

    def __init__(self) -> None:
        self._session = _session()
        self._session.query("CREATE DATABASE IF NOT EXISTS companion")
        self._session.query(
            f"CREATE TABLE IF NOT EXISTS {_TABLE} (event_id String, post_id String, at_us Int64) "
            "ENGINE = ReplacingMergeTree ORDER BY event_id"
        )

    def viewed(self, post_id: str, at: datetime, event_id: str) -> None:
        """See `Analytics.viewed`."""
        at_us = checked(post_id, at, event_id)
        self._session.query(
            f"INSERT INTO {_TABLE} VALUES ({{event:String}}, {{post:String}}, {{at:Int64}})",
            params=_escaped({"event": event_id, "post": post_id, "at": at_us}),
        )

    def views(self, post_id: str) -> int:
        """See `Analytics.views`."""
        [[found]] = self._ask(
            f"SELECT toInt32(count()) FROM {_TABLE} FINAL WHERE post_id = {{post:String}}", post=post_id
        )
        return int(found)

    def per(self, unit: Unit) -> tuple[Bucket, ...]:
        """See `Analytics.per`."""
        found = self._ask(
            f"SELECT toString(at_us - at_us % {length_us(unit)}) AS start, toInt32(count()) "
            f"FROM {_TABLE} FINAL GROUP BY start ORDER BY toInt64(start)"
        )
        return tuple(bucket(int(start), views) for start, views in found)

    def close(self) -> None:
        """End ClickHouse in this process, which runs once at a time."""
        self._session.close()

    def _ask(self, sql: str, **values: object) -> list[Any]:
        answer = bytes(self._session.query(sql, "JSONCompactEachRow", params=_escaped(values)).bytes())
        return [msgspec.json.decode(line) for line in answer.splitlines()]


def _escaped(values: dict[str, Any]) -> dict[str, Any]:
    """ClickHouse reads a text value as a cell of tab-separated ones."""
    return {
        name: value.translate(_ESCAPES) if isinstance(value, str) else value for name, value in values.items()
    }


def _session() -> Any:
    try:
        from chdb import session
    except ImportError as missing:
        raise ReadModelUnavailable("ClickHouse", f"install the extra chdb: {reason(missing)}") from missing
    try:
        return session.Session()
    except Exception as problem:
        raise ReadModelUnavailable("ClickHouse", reason(problem)) from problem
