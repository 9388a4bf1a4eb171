"""Whether an exception means that a read model's server is away, whichever library raised it.

Each driver says so in its own words: a refused connection, a full memory, a locked file. Only what would
befall every event alike belongs here. A library that nobody imported cannot have raised anything, so none is
imported to find out.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from .errors import ReadModelUnavailable

_REDIS: Final = (
    "ConnectionError TimeoutError ReadOnlyError OutOfMemoryError NoPermissionError MasterDownError "
    "ClusterDownError TryAgainError"
)
_DUCKDB: Final = "IOException ConnectionException OutOfMemoryException FatalException InterruptException"
_CLASSES: Final = (  # module, the name people know, classes
    ("redis.exceptions", "Redis", _REDIS.split()),
    ("elastic_transport", "Elasticsearch", ["ConnectionError", "ConnectionTimeout", "TlsError"]),
    ("duckdb", "DuckDB", _DUCKDB.split()),
)
_HTTP: Final = {401, 403, 408, 429, 502, 503, 504, 507}
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
}  # fmt: skip
_LOGIN = re.compile(r"//\S*@")  # greedy: a password may hold any of these characters


def unavailable(error: BaseException, place: str = "") -> ReadModelUnavailable | None:
    """`error` as `ReadModelUnavailable`, or None if it is something else. `place` overrides the library's
    name.
    """
    for module, name, classes in _CLASSES:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, tuple(_known(loaded, classes))):
            return ReadModelUnavailable(place or name, reason(error))
    if _elasticsearch_status(error) in _HTTP:
        return ReadModelUnavailable(place or "Elasticsearch", reason(error))
    if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE:
        return ReadModelUnavailable(place or "SQLite", reason(error))
    if type(error).__name__ == "ResponseError" and str(error).startswith(("MISCONF", "LOADING", "OOM")):
        return ReadModelUnavailable(place or "Redis", reason(error))
    return None


@contextmanager
def reaching(place: str) -> Iterator[None]:
    """Raise `ReadModelUnavailable` for what says, inside the block, that `place` is away."""
    try:
        yield
    except Exception as error:
        away = unavailable(error, place)
        if away is None:
            raise
        raise away from error


def reason(error: BaseException) -> str:
    """What an error says, in one line of at most 200 characters and without the login of an address."""
    line = _LOGIN.sub("//", " ".join(str(error).split())) or type(error).__name__
    return line.rstrip(".") if len(line) <= 200 else line[:197] + "..."


def _known(module: Any, names: list[str]) -> Iterator[type[BaseException]]:
    """The classes of these names that this version of a library has."""
    for name in names:
        found = getattr(module, name, None)
        if isinstance(found, type):
            yield found


def _elasticsearch_status(error: BaseException) -> int:
    """The HTTP status an Elasticsearch server refused with, 0 for every other error."""
    if type(error).__module__.partition(".")[0] not in ("elasticsearch", "elastic_transport"):
        return 0
    return int(getattr(getattr(error, "meta", None), "status", 0) or 0)
