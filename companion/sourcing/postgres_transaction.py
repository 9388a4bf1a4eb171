"""A transaction on PostgreSQL: appends, statements and checkpoints that commit together or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors, pq

from companion.events import Envelope, Event

from . import postgres_sql as sql
from .drafts import Draft, check_expectation, check_name, draft
from .errors import StatementFailed, StoreError, StoreUnavailable, TransactionEnded
from .position import Position
from .postgres_append import UNDO, Appending
from .postgres_connections import is_alive, is_free
from .postgres_errors import OUR_ERRORS, at_commit, is_lost, translated
from .postgres_pipeline import rows_of
from .postgres_statement import REFUSED, changes_own_table, keyword, leaves_traces, numbered
from .postgres_wire import Link, plain_cursor
from .store import Expected, Until

if TYPE_CHECKING:
    from .postgres import PostgresStore


class PostgresTransaction:
    """What `PostgresStore.transaction` hands out. `appended` are its new envelopes, `drafts` what they were
    made of. `leaves_traces`: its connection may not be as it was.

    What breaks it rolls all of it back at once; from then on every use raises the same error again.
    """

    def __init__(self, store: PostgresStore, link: Link) -> None:
        self._store, self._link = store, link
        self.appended: list[Envelope] = []
        self.drafts: list[Draft] = []
        self._failed: StoreError | None = None
        self._ended = False
        self.leaves_traces = False
        self._run(sql.BEGIN)

    def append(
        self,
        stream: str,
        events: Iterable[Event | Envelope],
        *,
        expected: Expected,
        cause: Envelope | None = None,
        correlation_id: str | None = None,
        service: str | None = None,
    ) -> tuple[Envelope, ...]:
        """See `companion.sourcing.store.Log.append`; stored when the transaction commits.

        A refusal leaves the transaction whole. Also raises `TransactionTooOld`.
        """
        self._refuse_ended()
        check_name("stream", stream)
        check_expectation(expected)
        store = self._store
        drafts = draft(store.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=store.max_event_bytes)  # fmt: skip
        appending = Appending(store.target, stream, drafts, expected)
        try:
            stored, is_new = appending.on(self._link, in_transaction=True)
        except errors.UniqueViolation as problem:
            self._run(UNDO)
            return appending.explained(self._link, problem)
        except psycopg.Error as problem:
            raise self._broken(translated(problem, store.place, self._link)) from problem
        if is_new:
            self.appended += stored
            self.drafts += drafts
        return stored

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """See `companion.sourcing.store.Log.read`; with what this transaction has appended."""
        self._refuse_ended()
        return self._store.read_on(self._run, stream, after, until, zone)

    def version(self, stream: str) -> int:
        """See `Log.version`."""
        self._refuse_ended()
        check_name("stream", stream)
        [(version,)] = self._run(sql.VERSION, stream)
        return int(version)

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """See `Transaction.execute`. Names without a schema mean the store's own first, then the role's
        search path. After one refusal the transaction can only be rolled back.
        """
        self._refuse_ended()
        text, places = numbered(sql)
        self.leaves_traces = self.leaves_traces or leaves_traces(text)
        if keyword(text) in REFUSED:
            raise self._broken(
                StatementFailed(sql, "it would end this transaction, or what the store prepared for it")
            )
        if table := changes_own_table(text, self._store.target.schema):
            raise self._broken(StatementFailed(sql, f"the table {table} is written by the store alone"))
        if places != len(values):
            raise self._broken(StatementFailed(sql, f"it has {places} places for {len(values)} values"))
        try:
            cursor = plain_cursor(self._link)
            with self._link.pipeline():  # which takes one statement at a time, so none can hide a COMMIT
                cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as problem:
            if is_lost(self._link, problem) or isinstance(problem, OUR_ERRORS):
                raise self._broken(translated(problem, self._store.place, self._link)) from problem
            raise self._broken(StatementFailed(sql, str(problem))) from problem
        except (TypeError, ValueError, OverflowError) as problem:  # a value that cannot be sent
            raise self._broken(StatementFailed(sql, str(problem))) from problem

    def checkpoint(self, name: str) -> Position:
        """See `Log.checkpoint`."""
        self._refuse_ended()
        return self._store.checkpoint_on(self._run, name)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`; saved when the transaction commits."""
        self._refuse_ended()
        self._store.save_checkpoint_on(self._run, name, position)

    def commit(self) -> None:
        """Make everything real. Raises what broke it, `StatementFailed` for a deferred constraint."""
        self._refuse_ended()
        store = self._store
        if not is_alive(self._link):
            raise StoreUnavailable(store.place, "the server ended the connection before the commit")
        try:
            self._link.execute("COMMIT")
        except psycopg.Error as problem:
            raise at_commit(problem, store.place, self._link, tuple(self.appended)) from problem

    def end(self) -> None:
        """Roll back what was not committed, and refuse everything from now on."""
        self._ended = True
        self._roll_back()

    def _run(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """One of the store's own statements."""
        store = self._store
        try:
            return rows_of(self._link, sql.within(text, store.target.schema), *values)
        except psycopg.Error as problem:
            raise self._broken(translated(problem, store.place, self._link)) from problem

    def _broken(self, problem: StoreError) -> StoreError:
        self._failed = problem
        self._roll_back()
        return problem

    def _roll_back(self) -> None:
        """Undo all of it. A connection on which that cannot be done is closed, which undoes it as well."""
        link = self._link
        if link.closed or is_free(link) or link.process != os.getpid():
            return
        try:
            if link.pgconn.pipeline_status == pq.PipelineStatus.OFF:
                link.execute("ROLLBACK")
            else:  # the learner pressed stop while answers were outstanding
                link.close()
        except psycopg.Error:
            link.close()

    def _refuse_ended(self) -> None:
        if self._ended:
            raise TransactionEnded
        if self._failed is not None:
            raise self._failed
