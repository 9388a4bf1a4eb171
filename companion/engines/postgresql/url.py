"""URLs of PostgreSQL, and connections. A password never gets into an error."""

from __future__ import annotations

import re
from typing import Any

import psycopg
from psycopg import Connection, RawCursor
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.string import ByteaBinaryLoader

from companion.sourcing.errors import CannotOpenStore, StoreError, StoreUnavailable

Link = Connection[Any]
_OURS = {"connect_timeout": "10", "application_name": "companion", "client_encoding": "UTF8"}
_LATER = re.compile(
    r"starting up|shutting down|recovery|too many|remaining connection slots|not yet accept|terminating"
)
_REFUSED = re.compile(
    r"FATAL|fe_sendauth|password|authentication|SCRAM|certificate|SSL was required", re.IGNORECASE
)


def place_of(url: str) -> str:
    """A URL without its password. Raises `StoreUnavailable` if it is not a URL of PostgreSQL."""
    parts = _parts(url)
    if parts is None:
        scheme = url.split("://")[0] if "://" in url else "no scheme"
        raise StoreUnavailable(
            f"A URL with {scheme[:20]!r}",
            "it cannot be read: write postgresql://user:password@host:port/database, each @ : / of a "
            "password as %40 %3A %2F",
        )
    user = f"{parts['user']}@" if "user" in parts else ""
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{parts.get('host', 'localhost')}{port}/{parts.get('dbname', '')}"


def unreachable(problem: psycopg.Error, url: str) -> StoreError:
    """Why there is no connection, without the password."""
    secret = (_parts(url) or {}).get("password") or "\0"
    reason = one_line(str(problem)).replace(str(secret), "***")
    if _REFUSED.search(reason) and not _LATER.search(reason):
        return CannotOpenStore.refused(place_of(url), reason)
    return StoreUnavailable(place_of(url), reason)


def connected(url: str) -> Link:
    """A new connection that reads JSON as bytes."""
    whole = make_conninfo(url, **(_OURS | conninfo_to_dict(url)))
    told: StoreError | None = None
    try:
        link: Link = psycopg.connect(whole, autocommit=True)
    except psycopg.Error as problem:
        told = unreachable(problem, url)
    if told is not None:
        raise told  # here, so that psycopg's error, which knows the password, does not come along
    link.cursor_factory = RawCursor
    link.prepare_threshold = None  # nothing that is asked once
    link.adapters.register_loader("json", ByteaBinaryLoader)
    return link


def _parts(url: str) -> dict[str, Any] | None:
    """The parts of a URL; None if it cannot be read. psycopg's error would repeat it, with the password.

    A password with an @, a / or a : that is not written as %40, %2F or %3A, or with a NUL, ends up in the
    host, the port or the database: such a URL cannot be read either.
    """
    try:
        parts = dict(conninfo_to_dict(url))
    except psycopg.Error:
        return None
    is_split = "://" in url and "@" in f"{parts.get('host')}{parts.get('dbname')}"
    is_number = str(parts.get("port", "0")).replace(",", "").isdigit()
    return None if is_split or not is_number or "\0" in url else parts


def one_line(text: str) -> str:
    """The message of a server on one line."""
    return " ".join(text.split())
