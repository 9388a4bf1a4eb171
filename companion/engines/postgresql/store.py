"""A store on PostgreSQL: many processes append at once, and no reader skips what a slow one commits late.

What the SQL does stands in `sql.py`. An append is one round trip and one transaction: a single statement,
or, for a stream that others append to just now, several that go out together through psycopg's pipeline. One
that returned is on the server's disk; a single stream is read as it is now, while readers of the global order
stop before the oldest transaction under way (any, in the whole cluster: one left open stalls them). Left out:
deleting, and servers that hand a session's statements to several connections (a pooler must pool sessions).
"""

from __future__ import annotations

import re
import select
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC
from itertools import count
from typing import Any

import msgspec

try:
    import psycopg
except ImportError as problem:
    raise ImportError("PostgresStore needs psycopg: pip install 'psycopg[binary]'") from problem
from psycopg import RawCursor, errors, pq

from companion.events import Clock, Trace
from companion.events.clock import moment_of
from companion.sourcing.errors import (
    CannotOpenStore,
    StatementFailed,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
)
from companion.sourcing.log import BEGINNING, Added, Dialect, Offset, Row
from companion.sourcing.store import EventStore
from companion.sourcing.stored import FIRST_US, LAST_US, MAX_EVENT_BYTES, Draft
from companion.sourcing.transaction import first_word

from . import sql
from .link import Link, Namespace, connected, one_line, place_of

_TRIES = 3  # of an append that the database broke off because of others
_TIMELINE = 1 << 48  # the transaction of an offset is timeline * 2**48 + xid; no server ever came near 2**48
_STAYS = re.compile(  # what a query leaves on its connection; one within a user's own function is not seen
    r"set_config|advisory_lock|\b(create|into)\s+((local|global)\s+)?temp", re.IGNORECASE
)
_TOKEN = re.compile(  # what is quoted or commented out, or a place for a value
    r"""\b[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" | (?<![\w$])(\$\w*\$).*?\1
        | --[^\n]* | /\*.*?\*/ | \?""",
    re.VERBOSE | re.DOTALL,
)


class PostgresStore(EventStore):
    """An event store in the schema `schema` (made when it is new) of the database at `url`.

    `url`: postgresql://user:password@host:port/database, as libpq reads it. `clock` gives times and ids
    (default: the machine's), `trace` records appends, `max_event_bytes` is the most JSON one event may have.

    Raises `StoreUnavailable`, `CannotOpenStore`, `StoreDamaged`, `BadInput`.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str = "companion",
        clock: Clock | None = None,
        trace: Trace | None = None,
        max_event_bytes: int = MAX_EVENT_BYTES,
    ) -> None:
        log = PostgresLog(url, schema)
        super().__init__(log, clock, trace, max_event_bytes)
        self.place = str(log)


class PostgresLog:
    """As many connections as are used at once; each is used by one thread at a time."""

    dialect: Dialect = "postgresql"
    poll_s = 0.05

    def __init__(self, url: str, schema: str) -> None:
        self._url, self._closed = url, False
        self._idle: list[Link] = []
        self._namespace = Namespace(schema, place_of(url))
        self.schema = self._namespace.quoted
        with self.reading():  # opens the first connection
            self.id = self._namespace.store

    @contextmanager
    def reading(self) -> Iterator[PostgresRows]:
        """See `Log.reading`."""
        rows = PostgresRows(self, self._taken())
        try:
            yield rows
        finally:
            self._give_back(rows.link)

    @contextmanager
    def writing(self, alone: bool) -> Iterator[PostgresRows]:
        """See `Log.writing`. One step needs no BEGIN: each method of the rows is a transaction by itself."""
        with self.reading() as rows:
            try:
                if alone:
                    rows.control(sql.BEGIN)
                    rows.in_transaction = True
                yield rows
                if alone:
                    rows.control("COMMIT", commits=True)
            finally:
                rows.undo()
                if rows.is_set:
                    rows.link.close()

    def close(self) -> None:
        """See `Log.close`."""
        self._closed = True
        self._drop_idle()

    def __str__(self) -> str:
        return self._namespace.place

    def _taken(self) -> Link:
        """A connection that was just checked."""
        with suppress(IndexError):
            while True:
                link = self._idle.pop()
                if not _has_news(link.fileno()):
                    return link
                link.close()  # an idle connection that has something to say was ended by the server
        link = connected(self._url)
        try:
            self._namespace.open(link)
        except psycopg.Error as problem:
            told = self.translated(problem, link)  # before the link is closed by us
            link.close()
            raise told from problem
        except BaseException:
            link.close()
            raise
        link.prepare_threshold = 0
        return link

    def _give_back(self, link: Link) -> None:
        """Keep a connection for the next use, unless a transaction is open on it."""
        server = link.pgconn
        if server.transaction_status == pq.TransactionStatus.IDLE and not server.pipeline_status:
            self._idle.append(link)
            if self._closed:
                self._drop_idle()
            return
        if link.broken:
            self._drop_idle()  # the others were most likely lost as well
        link.close()

    def _drop_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def translated(
        self, error: psycopg.Error, link: Link, commits: bool = False, text: str = "", waited_s: float = 0
    ) -> StoreError:
        """An error of PostgreSQL as an error of the store. `commits`: the statement could have stored
        something; `text`: it was the user's.
        """
        place, said = str(self), one_line(str(error))
        if link.closed or error.diag.severity_nonlocalized in ("FATAL", "PANIC"):
            return StoreUnavailable(place, said, unsure=commits)
        match error:
            case errors.DeadlockDetected() | errors.SerializationFailure():
                return TransactionConflict(place, said)
            case errors.DiskFull() | errors.ProgramLimitExceeded() if not text:
                return StoreUnavailable(place, said, full=True)
            case errors.DiskFull():
                return StoreUnavailable(place, said, full=True)
            case errors.LockNotAvailable():
                return TransactionConflict.waited(place, round(waited_s, 3))
            case errors.QueryCanceled():
                return StoreUnavailable(place, said)
            case _ if text:
                return StatementFailed(text, said)
            case (
                errors.IntegrityError() | errors.RaiseException()
            ):  # a deferred constraint, a trigger of the user's
                return StatementFailed("COMMIT", said)
            case errors.InsufficientPrivilege():
                return CannotOpenStore.refused(place, said)
            case errors.OperationalError() | errors.ReadOnlySqlTransaction():
                return StoreUnavailable(place, said)
        return StoreDamaged(place, f"PostgreSQL says {said!r} to a statement of the store")


class PostgresRows:
    """The statements, on one connection: each a transaction by itself, or all in one. See `Rows`."""

    def __init__(self, log: PostgresLog, link: Link) -> None:
        self.log, self.link, self.in_transaction = log, link, False
        self.is_set = False  # a setting, a lock or a table of the user's would stay on the connection

    def ask(self, text: str, *values: object) -> list[Any]:
        """The rows of a statement that changes nothing."""
        return self._asked([(text, values)], commits=False)[0]

    def write(self, text: str, *values: object) -> list[Any]:
        """The rows of a statement that changes something."""
        return self._asked([(text, values)], commits=not self.in_transaction)[0]

    def control(self, text: str, commits: bool = False) -> None:
        """BEGIN, COMMIT, ROLLBACK."""
        try:
            self.link.execute(text, prepare=False)
        except psycopg.Error as problem:
            raise self.log.translated(problem, self.link, commits) from problem

    def undo(self) -> None:
        """Roll back. If that fails the connection is closed, which rolls back too."""
        server = self.link.pgconn
        if server.transaction_status != pq.TransactionStatus.IDLE and not server.pipeline_status:
            with suppress(psycopg.Error):
                self.link.execute("ROLLBACK", prepare=False)

    def _asked(self, steps: Sequence[tuple[str, Sequence[object]]], commits: bool) -> list[list[Any]]:
        """Send the steps together; the rows of each."""
        began = time.monotonic()
        try:
            if len(steps) == 1:
                cursors = [self._sent(*steps[0])]
            else:
                with _pipeline(self.link):
                    cursors = [self._sent(*step) for step in steps]
            # not by `description`, which makes an object for each column
            return [[] if each.rownumber is None else each.fetchall() for each in cursors]
        except errors.UniqueViolation:  # an id, or what a user's own index keeps apart: see `add`
            raise
        except psycopg.Error as problem:
            waited_s = time.monotonic() - began
            raise self.log.translated(problem, self.link, commits, waited_s=waited_s) from problem

    def _sent(self, text: str, values: Sequence[object]) -> Any:
        return self.link.execute(sql.within(text, self.log.schema), values, binary=True)

    def add(self, stream: str, drafts: Sequence[Draft], low: int, high: int) -> Added:
        ids = [each.id for each in drafts if each.given]
        alone = not ids and not self.in_transaction
        for left in reversed(range(_TRIES)):
            try:
                if alone and (added := self._added_alone(stream, drafts, low, high)):
                    return added
                return self._added(stream, drafts, low, high, ids)
            except TransactionConflict as problem:
                waited = isinstance(problem.__cause__, errors.LockNotAvailable)
                if self.in_transaction or waited or not left:
                    raise
                self.control("ROLLBACK")
            except errors.UniqueViolation as problem:
                self.control("ROLLBACK TO adding" if self.in_transaction else "ROLLBACK")
                if not left:
                    raise StatementFailed("COMMIT", str(problem)) from problem
                ids = [each.id for each in drafts]  # another stream got one just now, or the clock gave it
                alone = False
        raise AssertionError("unreachable")

    def _added_alone(self, stream: str, drafts: Sequence[Draft], low: int, high: int) -> Added | None:
        """One statement, which is a transaction of its own; None if it added nothing: the version is another
        one, or others append to the stream just now.
        """
        return _as_added(self.write(sql.APPEND_ALONE, stream, low, high, _as_json(drafts)))

    def _added(self, stream: str, drafts: Sequence[Draft], low: int, high: int, ids: list[str]) -> Added:
        """One try, in one round trip with its COMMIT; a refusal of the COMMIT is an answer like any other."""
        values: tuple[object, ...] = (stream, low, high, _as_json(drafts))
        append, known = (sql.APPEND_NEW, values), []
        if ids:  # KNOWN comes last, so that it sees whatever kept APPEND from adding
            append, known = (sql.APPEND_GIVEN, (*values, ids)), [(sql.KNOWN, (ids,))]
        version = (sql.VERSION, (stream,))  # which says why, if nothing was added
        begin, end = ("SAVEPOINT adding", "RELEASE adding") if self.in_transaction else ("BEGIN", "COMMIT")
        steps = [(begin, ()), (sql.LOCK_STREAM, (stream,)), append, version, *known, (end, ())]
        _, _, added, [(actual,)], stored, *_ = self._asked(steps, commits=not self.in_transaction)
        return _as_added(added) or Added(stored, actual, None if drafts else ())

    def of_stream(self, stream: str, after: int, until: int, before_us: int, bare: bool) -> list[Row]:
        before = "infinity" if before_us > LAST_US else moment_of(max(before_us, FIRST_US)).isoformat()
        return self.ask(sql.READ_BARE if bare else sql.READ, stream, after, until, before)

    def after(self, offset: Offset, limit: int, bare: bool) -> list[Row]:
        return self.ask(sql.READ_ALL_BARE if bare else sql.READ_ALL, *_split(offset), limit)

    def offset(self, stream: str, version: int) -> Offset:
        [(transaction, number)] = self.ask(sql.OFFSET, stream, version)
        return transaction, number

    def version(self, stream: str) -> int:
        return int(self.ask(sql.VERSION, stream)[0][0])

    def streams(self, prefix: str) -> list[str]:
        end = after_prefix(prefix)
        rows = self.ask(sql.STREAMS, prefix, end) if end else self.ask(sql.ALL_STREAMS, prefix)
        return [name for (name,) in rows]

    def last_types(self, prefix: str) -> list[tuple[str, str]]:
        end = after_prefix(prefix)
        return self.ask(sql.LAST_TYPES, prefix, end) if end else self.ask(sql.ALL_LAST_TYPES, prefix)

    def head(self) -> Offset:
        return next(iter(self.ask(sql.HEAD)), BEGINNING)

    def count(self, after: Offset) -> int:
        return int(self.ask(sql.COUNT, *_split(after))[0][0])

    def checkpoint(self, name: str) -> Offset:
        return next(iter(self.ask(sql.CHECKPOINT, name)), BEGINNING)

    def move(self, name: str, offset: Offset, back: bool) -> bool:
        return bool(self.write(sql.MOVE, *_split(offset), name, back))

    def snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        return next(iter(self.ask(sql.LOAD_SNAPSHOT, stream, tag)), None)

    def keep(self, stream: str, tag: str, version: int, data: bytes) -> None:
        self.write(sql.SAVE_SNAPSHOT, stream, version, tag, data)

    def execute(self, text: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Names without a schema mean the store's own first, then the role's search path."""
        word = first_word(text)
        self.is_set = self.is_set or word in ("SET", "RESET") or _STAYS.search(text) is not None
        made, places = numbered(text)
        if places != len(values):
            raise StatementFailed(text, f"it has {places} places for {len(values)} values")
        if word == "CREATE":
            self.ask(sql.TURN_TO_CREATE)
        cursor = RawCursor(self.link)
        try:
            with _pipeline(self.link):  # which takes one statement at a time, so none can hide a COMMIT
                cursor.execute(made, values, prepare=False)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as problem:
            raise self.log.translated(problem, self.link, text=text) from problem
        except (TypeError, ValueError, OverflowError) as problem:  # a value that cannot be sent
            raise StatementFailed(text, str(problem)) from problem


def _as_added(rows: Sequence[tuple[int, int, int]]) -> Added | None:
    """What APPEND answered, as the log says it; None if it added nothing."""
    if not rows:
        return None
    return Added((), rows[0][0] - 1, [(transaction, number) for _, transaction, number in rows])


def numbered(text: str) -> tuple[str, int]:
    """A statement with `$1`, `$2` and so on instead of `?`, and how many it has."""
    numbers = count(1)
    made = _TOKEN.sub(lambda each: f"${next(numbers)}" if each[0] == "?" else each[0], text)
    return made, next(numbers) - 1


def after_prefix(prefix: str) -> str:
    """The first text, by bytes of UTF-8, behind all that begin with `prefix`; empty if there is none."""
    while prefix and prefix[-1] == "\U0010ffff":
        prefix = prefix[:-1]
    if not prefix:
        return ""
    following = ord(prefix[-1]) + 1
    return prefix[:-1] + chr(0xE000 if following == 0xD800 else following)  # over the halves of a character


@contextmanager
def _pipeline(link: Link) -> Iterator[None]:
    """psycopg's pipeline, out of which Ctrl-C and a lost connection come as themselves. psycopg hides what
    comes at its end behind an error of its own, which says less: nothing of what was stored, for example.
    """
    handled = sys.exception()
    try:
        with link.pipeline():
            yield
    except psycopg.Error as problem:
        first = problem.__context__
        if problem.sqlstate or first is None or first is handled:
            raise
        raise first from None


def _has_news(socket: int) -> bool:
    """Asks the operating system, not the server."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(socket, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([socket], [], [], 0)[0])


def _as_json(drafts: Sequence[Draft]) -> str:
    """The batch as APPEND reads it."""
    return msgspec.json.encode([
        {"i": each.id, "t": each.type, "s": each.schema, "d": each.data.decode(),
         "m": each.time.astimezone(UTC), "c": each.correlation_id, "k": each.causation_id, "p": each.service}
        for each in drafts
    ]).decode()  # fmt: skip


def _split(offset: Offset) -> tuple[int, str, int]:
    """Timeline, xid and number of an offset."""
    timeline, xid = divmod(offset[0], _TIMELINE)
    return timeline, str(xid), offset[1]
