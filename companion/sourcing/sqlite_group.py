"""Group commit: the writes of all threads that wait are made durable together, by one of them.

A commit waits for the disk, and one wait serves as many writes as were ready before it. Whoever finds nobody
at work leads: it runs every waiting write in one transaction and commits. The others wait; each learns its
own result after the commit, or becomes the next leader. A lone writer always leads and waits for nobody. A
write that fails is taken out and the others are run again without it, so nobody is hurt by another's mistake;
an error of the commit reaches all whose writes were in it. Source: DeWitt et al., "Implementation techniques
for main memory database systems" (SIGMOD 1984).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from threading import Lock
from typing import Any

from .errors import StoreBusy
from .sqlite_connections import Connections

Work = Callable[[sqlite3.Connection], Any]
Then = Callable[[Any], None]


class Write:
    """One write on its way: what to do, and what came of it. Its thread waits at the gate, or leads."""

    __slots__ = ("done", "error", "gate", "leads", "result", "then", "work")

    def __init__(self, work: Work, then: Then | None) -> None:
        self.work = work
        self.then = then
        self.result: Any = None
        self.error: Exception | None = None
        self.done = False  # it is durable
        self.leads = False  # its thread leads, or is to lead when it passes the gate
        self.gate: Lock | None = None


class Group:
    """Everything that is written to one store passes here, one transaction after the other."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.start_afresh()

    def start_afresh(self) -> None:
        """Nobody waits and nobody writes: also in a forked child, which has no other threads."""
        self._mutex = Lock()  # held for moments, to change the three below
        self._waiting: list[Write] = []
        self._led = False
        self._turn = Lock()  # held for a whole transaction

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The connection to write with, inside a transaction that is rolled back unless it was committed.

        Raises `StoreBusy` when others write for longer than the busy timeout.
        """
        turn, con = self._begin()
        try:
            yield con
        finally:
            try:
                self._connections.take_back_writer()
            finally:  # no call of ours before the release: ctrl-C may strike at the beginning of any
                turn.release()

    def _begin(self) -> tuple[Lock, sqlite3.Connection]:
        turn, connections = self._turn, self._connections
        if not turn.acquire(timeout=connections.busy_timeout_s):
            raise StoreBusy(connections.place, connections.busy_timeout_s)
        try:
            with connections.translating():
                con = connections.lend_writer()
                con.execute("BEGIN IMMEDIATE")
        except BaseException:  # also ctrl-C while another process writes
            try:
                connections.take_back_writer()
            finally:
                turn.release()
            raise
        return turn, con

    @property
    def idle(self) -> bool:
        """Whether nobody is in a transaction."""
        return not self._turn.locked()

    def run(self, work: Work, then: Then | None = None) -> Any:
        """What `work(connection)` returns, once it is durable.

        It may be run more than once, each time on what is stored then, until it is committed or raises.
        `then(result)` is called after the commit and before the next one, by whichever thread leads.
        """
        write = Write(work, then)
        try:
            self._queue(write)
            if write.gate is not None:
                write.gate.acquire()
            if write.leads:
                self._lead(write)
        except BaseException:  # this thread is stopped (ctrl-C): the others must not notice
            self._withdraw(write)
            raise
        if write.error is not None:
            with self._connections.translating():
                raise write.error
        return write.result

    def _queue(self, write: Write) -> None:
        with self._mutex:
            if self._led:
                write.gate = Lock()
                write.gate.acquire()
            else:
                self._led = write.leads = True
            self._waiting.append(write)

    def _take(self) -> list[Write]:
        with self._mutex:
            taken, self._waiting = self._waiting, []
        return taken

    def _lead(self, own: Write) -> None:
        batch = self._take()
        try:
            turn, con = self._begin()
            try:
                self._commit(con, batch)
            finally:
                try:
                    self._connections.take_back_writer()
                finally:
                    turn.release()
        except Exception as problem:
            for write in batch:
                if not write.done and write.error is None:
                    write.error = copy(problem)
        except BaseException:
            with self._mutex:
                left = [each for each in batch if not each.done and each.error is None and each is not own]
                self._waiting[:0] = left
            batch = [each for each in batch if each not in left]
            raise
        finally:
            own.leads = False
            self._hand_over(batch)

    def _commit(self, con: sqlite3.Connection, batch: list[Write]) -> None:
        """Run and commit `batch`, which grows by those who come meanwhile."""
        while not self._all_run(con, batch):
            if con.in_transaction:
                con.execute("ROLLBACK")
            con.execute("BEGIN IMMEDIATE")
        try:
            con.execute("COMMIT")
            _finish(batch)
        except sqlite3.Error:
            raise
        except BaseException:  # stopped between the commit and its good news
            if not con.in_transaction:
                _finish(batch)
            raise

    def _all_run(self, con: sqlite3.Connection, batch: list[Write]) -> bool:
        """Run all; False if one that failed has left something behind, and the rest must be run again."""
        place = 0
        while place < len(batch):
            write = batch[place]
            if write.error is None and not _run(con, write):
                return False
            place += 1
            if place == len(batch):
                batch += self._take()
        return True

    def _hand_over(self, batch: list[Write]) -> None:
        """Let the next one lead, and all go whose writes are settled."""
        with self._mutex:
            following = self._waiting[0] if self._waiting else None
            if following is None:
                self._led = False
            else:
                following.leads = True
        for write in batch:
            if write.gate is not None:
                write.gate.release()
        if following is not None and following.gate is not None:
            following.gate.release()

    def _withdraw(self, write: Write) -> None:
        """Take back a write that no leader has taken yet, and pass on the lead."""
        with self._mutex:
            if write in self._waiting:
                self._waiting.remove(write)
            leads, write.leads = write.leads, False
        if leads:
            self._hand_over([])


def _run(con: sqlite3.Connection, write: Write) -> bool:
    """Run one write; False if it failed in the middle."""
    before = con.total_changes
    try:
        write.result = write.work(con)
    except Exception as problem:
        write.error = problem
        return con.in_transaction and con.total_changes == before
    return True


def _finish(batch: list[Write]) -> None:
    """Tell the writes of a committed batch."""
    for write in batch:
        if not write.done and write.error is None:
            write.done = True
            if write.then is not None:
                write.then(write.result)
