"""A URL of PostgreSQL, read: for the store, and for what finds a server, which imports no room."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict


def parts_of(url: str) -> dict[str, Any] | None:
    """The parts of a URL; None if it cannot be read. psycopg's error would repeat it, with the password.

    A password with an @, a / or a : that is not written as %40, %2F or %3A, or with a NUL, ends up in the
    host, the port or the database: such a URL cannot be read either.
    """
    try:
        parts = dict(conninfo_to_dict(url))
    except (psycopg.Error, UnicodeEncodeError):
        return None
    is_split = "://" in url and "@" in f"{parts.get('host')}{parts.get('dbname')}"
    is_number = str(parts.get("port", "0")).replace(",", "").isdigit()
    return None if is_split or not is_number or "\0" in url else parts
