"""What PostgreSQL says, in the words of this package. No password ever gets into them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psycopg import Error, errors
from psycopg.conninfo import conninfo_to_dict

from .errors import (
    LoginRefused,
    StatementFailed,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreUnavailable,
    TransactionConflict,
)

if TYPE_CHECKING:
    from companion.events import Envelope

    from .postgres_wire import Link

_LATER = re.compile(
    r"starting up|shutting down|recovery|too many|remaining connection slots|not yet accept|terminating"
)
_REFUSED = re.compile(
    r"FATAL|fe_sendauth|password|authentication|SCRAM|certificate|SSL was required", re.IGNORECASE
)


def place_of(url: str) -> str:
    """Where a URL leads, without its password. Raises `StoreUnavailable` for what is no URL of PostgreSQL."""
    parts = _parts(url)
    if parts is None:
        scheme = url.split("://")[0] if "://" in url else "no scheme"
        raise StoreUnavailable(
            f"A URL with {scheme[:20]!r}",
            "it cannot be read: write postgresql://user:password@host:port/database, each @ : / of a "
            "password as %40 %3A %2F",
        )
    user = f"{parts['user']}@" if "user" in parts else ""
    host = parts.get("host", "localhost")
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{host}{port}/{parts.get('dbname', '')}"


def unreachable(problem: Error, url: str) -> StoreError:
    """What kept a connection from being made."""
    reason = _scrubbed(str(problem), url)
    if _REFUSED.search(reason) and not _LATER.search(reason):
        return LoginRefused(place_of(url), reason)
    return StoreUnavailable(place_of(url), reason)


def translated(problem: Error, place: str, link: Link) -> StoreError:
    """What befell a statement that can have stored nothing."""
    if is_lost(link, problem):
        return lost(problem, place)
    if isinstance(problem, errors.LockNotAvailable):
        return StoreBusy(place, round(time.monotonic() - link.asked_at, 3))
    for kinds, meaning in _MEANINGS:
        if isinstance(problem, kinds):
            return meaning(place, _one_line(str(problem)))
    return StoreDamaged(place, f"PostgreSQL says {_one_line(str(problem))!r} to a statement of the store")


def is_lost(link: Link, problem: Error) -> bool:
    """Whether the connection is gone for good."""
    return link.closed or problem.diag.severity_nonlocalized in ("FATAL", "PANIC")


def lost(
    problem: Error, place: str, unsure: bool = False, envelopes: tuple[Envelope, ...] = ()
) -> StoreUnavailable:
    """The server went away in the middle. `unsure`: a commit may have happened."""
    return StoreUnavailable(place, _one_line(str(problem)), unsure, envelopes)


def at_commit(problem: Error, place: str, link: Link, envelopes: tuple[Envelope, ...]) -> StoreError:
    """What befell a commit. `envelopes`: what it would have stored, to repeat it with where it is unsure."""
    if is_lost(link, problem):
        return lost(problem, place, True, envelopes)
    if isinstance(problem, OUR_ERRORS):
        return translated(problem, place, link)
    return StatementFailed("COMMIT", str(problem))


OUR_ERRORS = (errors.DeadlockDetected, errors.SerializationFailure, errors.DiskFull, errors.QueryCanceled,
               errors.LockNotAvailable)  # fmt: skip

_MEANINGS: tuple[tuple[tuple[type[Error], ...], Callable[[str, str], StoreError]], ...] = (
    ((errors.DeadlockDetected, errors.SerializationFailure), TransactionConflict),
    ((errors.DiskFull, errors.ProgramLimitExceeded), StoreFull),
    (
        (errors.QueryCanceled, errors.ReadOnlySqlTransaction, errors.InsufficientResources,
         errors.OperatorIntervention, errors.OperationalError),
        StoreUnavailable,
    ),
    ((errors.InsufficientPrivilege,), LoginRefused),
)  # fmt: skip


def _parts(url: str) -> dict[str, Any] | None:
    """What a URL says; None if it cannot be read. psycopg's error would repeat it, with the password.

    A password with an @, a / or a : that is not written as %40, %2F or %3A, or with a NUL, ends up in the
    host, the port or the database: such a URL cannot be read either.
    """
    try:
        parts = dict(conninfo_to_dict(url))
    except Error:
        return None
    is_split = "://" in url and "@" in f"{parts.get('host')}{parts.get('dbname')}"
    is_number = str(parts.get("port", "0")).replace(",", "").isdigit()
    return None if is_split or not is_number or "\0" in url else parts


def _scrubbed(text: str, url: str) -> str:
    """`text` without any part of the password in `url`."""
    parts = _parts(url) or {}
    if secret := parts.get("password"):
        text = text.replace(str(secret), "***")
    return _one_line(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
