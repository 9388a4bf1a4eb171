"""A connection to the schema of a store: the URL read, the connection opened, the schema ready.

The schema is made if it is new, migrated if it is older, refused if it is newer or of another program. A new
timeline begins if the database was moved. Everything happens in one transaction under one lock, so that of
several openers one does the work. A password never gets into an error.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection, RawCursor, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.string import ByteaBinaryLoader

from companion.events import BadInput, SystemClock
from companion.events.arguments import check_name
from companion.sourcing.errors import CannotOpenStore, StoreDamaged, StoreError, StoreUnavailable

from . import sql
from .url import parts_of

Link = Connection[Any]
_OURS = {"connect_timeout": "10", "application_name": "companion", "client_encoding": "UTF8"}
_LATER = re.compile(
    r"starting up|shutting down|recovery|too many|remaining connection slots|not yet accept|terminating"
)
_REFUSED = re.compile(
    r"FATAL|fe_sendauth|password|authentication|SCRAM|certificate|SSL was required", re.IGNORECASE
)
SCHEMA = len(sql.STEPS)
_NAME = re.compile(r"(?!pg_|information_schema$)\w[\w. -]*")  # those are the server's own
_LONGEST = 63  # bytes; the server would cut off the rest
_TABLES = ("companion_store", "events", "checkpoints"), ("snapshots",)  # what each step makes


def place_of(url: str) -> str:
    """A URL without its password. Raises `BadInput` if it is no text, `StoreUnavailable` if it is not a URL
    of PostgreSQL.
    """
    if not isinstance(url, str):
        raise BadInput("url", type(url), "give text: postgresql://user:password@host:port/database")
    parts = parts_of(url)
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
    secret = (parts_of(url) or {}).get("password") or "\0"
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


def one_line(text: str) -> str:
    """The message of a server on one line."""
    return " ".join(text.split())


class _About(NamedTuple):
    id: str
    schema: int
    timeline: int
    cluster: str


class Namespace:
    """The schema of one store at `place`. `quoted` is its name quoted for SQL."""

    def __init__(self, name: str, place: str) -> None:
        check_name("schema", name)
        if not _NAME.fullmatch(name) or len(name.encode()) > _LONGEST:
            rule = f"use letters, digits, _ - and ., at most {_LONGEST} bytes, no pg_"
            raise BadInput("schema", name, rule)
        self.quoted = f'"{name}"'
        self.place = f"{place}, schema {name}"
        self.store = ""  # the store's id, once it was opened

    def open(self, link: Link) -> None:
        """Make everything ready on a new connection.

        Raises `CannotOpenStore`, `StoreDamaged`.
        """
        link.execute(sql.SESSION, (self.quoted,))
        try:
            about = self._about(link)
        except StoreDamaged:  # perhaps seen in the middle of another's migration: looked at again in turn
            about = None
        cluster = _cluster(link)
        if about is None or about.schema < SCHEMA or self._is_moved(link, about, cluster):
            about = self._made_ready(link, cluster)
        if self.store not in ("", about.id):
            raise StoreDamaged(self.place, "another store was made in its place")
        self.store = about.id

    def _made_ready(self, link: Link, cluster: str) -> _About:
        with link.transaction():
            link.execute(sql.SETTING_UP, (self.quoted,))
            about = self._about(link)  # again: another may have been faster
            if about is None:
                self._make(link, cluster)
            elif about.schema < SCHEMA:
                self._migrate(link, about.schema)
            about = self._about(link)
            assert about is not None
            if self._is_moved(link, about, cluster):
                self._execute(link, sql.REWIND_LOCK)
                self._execute(link, sql.REWIND, cluster or about.cluster)
            return about

    def _about(self, link: Link) -> _About | None:
        """The stored facts about the store; None if there are none yet."""
        tables = {name for (name,) in link.execute(sql.TABLES, (self.quoted,))}
        if not tables:
            return None
        if "companion_store" not in tables:
            some = ", ".join(sorted(tables)[:3])
            found = f"a schema with the tables of another program ({some})"
            raise CannotOpenStore.of_others(self.place, found)
        rows = self._execute(link, sql.ABOUT)
        if len(rows) != 1:
            raise StoreDamaged(self.place, f"companion_store has {len(rows)} rows instead of one")
        about = _About(*rows[0])
        if about.schema > SCHEMA:
            raise CannotOpenStore.newer(self.place, about.schema, SCHEMA)
        missing = [name for step in _TABLES[: about.schema] for name in step if name not in tables]
        if missing:
            raise StoreDamaged(self.place, f"the table {' and '.join(missing)} is gone")
        return about

    def _make(self, link: Link, cluster: str) -> None:
        [(encoding,)] = link.execute(sql.ENCODING).fetchall()
        if encoding != "UTF8":
            raise CannotOpenStore(self.place, f"the encoding of the database is {encoding}; it must be UTF8")
        [(is_there,)] = link.execute("SELECT to_regnamespace($1) IS NOT NULL", (self.quoted,)).fetchall()
        if not is_there:
            self._execute(link, sql.MAKE_NAMESPACE)
        self._migrate(link, 0)
        self._execute(link, sql.INTRODUCE, SystemClock().new_id(), SCHEMA, cluster)

    def _migrate(self, link: Link, schema: int) -> None:
        for step in sql.STEPS[schema:]:
            for statement in filter(str.strip, step.split(";")):
                self._execute(link, statement)
        self._execute(link, sql.MIGRATED, SCHEMA)

    def _is_moved(self, link: Link, about: _About, cluster: str) -> bool:
        """Whether new transaction numbers cannot be compared with the old ones."""
        if cluster and about.cluster and cluster != about.cluster:
            return True
        [(future,)] = self._execute(link, sql.FROM_THE_FUTURE)
        return bool(future)

    def _execute(self, link: Link, text: str, *values: object) -> list[tuple[Any, ...]]:
        cursor = link.execute(sql.within(text, self.quoted), values)
        return cursor.fetchall() if cursor.description else []


def _cluster(link: Link) -> str:
    """The identity of this sequence of transaction numbers; "" if the role may not ask."""
    try:
        [(cluster,)] = link.execute(sql.CLUSTER).fetchall()
    except errors.InsufficientPrivilege:
        return ""
    return str(cluster)
