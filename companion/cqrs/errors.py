"""The errors of projections and read models, and whether an error means that a server is away.

`unavailable` says for an exception of any library whether it means that the server is away. Each driver has
its own errors for that: a refused connection, a full memory, a locked file. Only errors that would happen
with every event belong there. A library that was not imported cannot have raised, so none is imported for
this.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from companion.events.errors import ErrorWithEvidence


class NotCaughtUp(ErrorWithEvidence):
    """The view did not reach `wanted` within `timeout_s` seconds; it stands `at`."""

    view: str
    wanted: object
    at: object
    timeout_s: float
    says = (
        "View {view!r} is at {at!r} after {timeout_s:g} s and should have reached {wanted!r}: is somebody "
        "catching up, and has it parked nothing? Nothing is lost: wait on, or show the reader what was "
        "written instead."
    )


class Overtaken(ErrorWithEvidence):
    """A batch began where the view stood `since`, and the view is now `at`: another projection was faster."""

    view: str
    since: object
    at: object
    says = (
        "View {view!r} was to be written from {since!r} on and stands at {at!r}: another projection keeps it "
        "up too. Nothing was written twice: go on from its checkpoint."
    )


class FeedDamaged(ErrorWithEvidence):
    """A feed holds a `member` that is not the id of a post, but content."""

    reader: str
    member: object
    says = (
        "The feed of {reader!r} holds {member!r}, which is not a post's id: somebody else wrote into it. No "
        "post is lost: call rebuild({reader!r}), and let only this class write."
    )


class BatchRefused(ErrorWithEvidence):
    """A view refused a batch as a whole when it was to be kept: nothing of it was. `reason` says why."""

    view: str
    reason: str
    says = "View {view!r} refused what a handler wrote ({reason}): mend the handler. Nothing was changed."


class TornBatch(ErrorWithEvidence):
    """A server refused some commands of a batch after it had run others, which Redis does not take back."""

    view: str
    reason: str
    says = (
        "View {view!r} has half a batch in it: Redis ran some commands and refused another ({reason}). Its "
        "checkpoint stayed, no event is lost: mend the handler, then rebuild()."
    )


class ReadModelUnavailable(ErrorWithEvidence):
    """A read model's server or file cannot be used now: any event would fail, so none is parked.

    `database` says which, never with a password; `reason` is what it or its driver says.
    """

    database: str
    reason: str
    says = (
        "{database} cannot be used now ({reason}). No event was parked and none is lost: see that it runs "
        "and that address, user and password are right, then catch up again."
    )


# --- is the server away? ------------------------------------------------------------------------------

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


def unavailable(error: BaseException, database: str = "") -> ReadModelUnavailable | None:
    """`error` as `ReadModelUnavailable`, or None if it is another error. `database` overrides the library's
    name.
    """
    for module, name, classes in _CLASSES:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, tuple(_known(loaded, classes))):
            return ReadModelUnavailable(database or name, reason(error))
    if _elasticsearch_status(error) in _HTTP:
        return ReadModelUnavailable(database or "Elasticsearch", reason(error))
    if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE:
        return ReadModelUnavailable(database or "SQLite", reason(error))
    if type(error).__name__ == "ResponseError" and str(error).startswith(("MISCONF", "LOADING", "OOM")):
        return ReadModelUnavailable(database or "Redis", reason(error))
    return None


@contextmanager
def reaching(database: str) -> Iterator[None]:
    """Turn errors of the block that mean that `database` is away into `ReadModelUnavailable`."""
    try:
        yield
    except Exception as error:
        away = unavailable(error, database)
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
