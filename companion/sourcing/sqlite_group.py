"""Group commit: threads that write at the same time share one transaction, and one wait for the disk.

Each does its step when it is its turn. If another is waiting for a turn then, the commit is left to that one;
the last in line commits for all. No thread returns before the commit, and an error of the commit is raised in
all threads whose steps were in it. A single writer commits by itself and does not wait. Source: DeWitt et
al., "Implementation techniques for main memory database systems" (SIGMOD 1984).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from threading import Lock, RLock, get_ident

from .errors import StoreUnavailable, TransactionConflict


class Batch:
    """Steps that are committed together."""

    def __init__(self) -> None:
        self.unsettled = Lock()  # held until they are
        self.unsettled.acquire()
        self.error: Exception | None = None


class Line:
    """A line of waiting writers; each waits at most `patience_s` seconds. `begin`, `commit` and `is_open`
    belong to the one transaction.
    """

    def __init__(
        self, place: str, patience_s: float, begin: Callable[[], object], commit: Callable[[], object],
        is_open: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._place, self._patience_s = place, patience_s
        self._begin, self._commit, self._is_open = begin, commit, is_open
        self._stopped = StoreUnavailable(place, "the thread that was to commit was stopped", True)
        self._turn = RLock()  # held by the working thread
        self._mutex = Lock()  # held for moments
        self._coming: set[int] = set()  # the threads that wait for a turn
        self._batch: Batch | None = None  # what is not committed yet

    @property
    def is_busy(self) -> bool:
        """Whether a writer works, or a commit is left to one."""
        if self._is_mine() or not self._turn.acquire(blocking=False):
            return True
        self._turn.release()
        return self._batch is not None

    def _is_mine(self) -> bool:
        return bool(self._turn._is_owned())  # type: ignore[attr-defined]

    @contextmanager
    def step(self) -> Iterator[None]:
        """A step that is all or nothing by itself; durable when the block has ended."""
        self._take_turn()
        batch = None
        try:
            if self._batch is None:
                self._begin()
                self._batch = Batch()
            batch = self._batch
            yield
        except Exception as problem:
            if batch is not None and not self._is_open():  # the database has given up the whole transaction
                self._settle(problem)
            raise
        finally:
            self._leave_for_sure()
            if batch is not None:  # a refusal too is true only once what it saw is committed
                with batch.unsettled:
                    pass
        if batch.error is not None:
            raise copy(batch.error)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The line for one writer, after a pending commit: otherwise appends would wait for a user's
        block.
        """
        self._take_turn()
        try:
            self._settle()
            yield
        finally:
            self._turn.release()

    def _take_turn(self) -> None:
        me = get_ident()
        try:
            with self._mutex:
                self._coming.add(me)
            if not self._turn.acquire(timeout=self._patience_s):
                raise TransactionConflict.waited(self._place, self._patience_s)
            with self._mutex:
                self._coming.discard(me)
        except BaseException:
            with self._mutex:
                self._coming.discard(me)
                is_last = not self._coming and self._turn.acquire(blocking=False)
            if is_last or self._is_mine():  # the commit was left to this thread, which gives up
                self._leave_for_sure()
            raise

    def _leave_for_sure(self) -> None:
        """Leave, and once more if Ctrl-C came in between."""
        try:
            self._leave()
        finally:
            if self._is_mine():
                self._leave()

    def _leave(self) -> None:
        """Let the next writer work; without a next one, commit."""
        with self._mutex:
            if self._coming:
                self._turn.release()
                return
        try:
            self._settle()
        finally:
            self._turn.release()

    def _settle(self, error: Exception | None = None) -> None:
        """Commit the batch, and wake its threads."""
        batch = self._batch
        if batch is None:
            return
        told: Exception | None = error or self._stopped
        try:
            if error is None:
                told = self._committed()
        except BaseException:  # ctrl-C: the others must not notice
            told = self._committed() if self._is_open() else None
            raise
        finally:
            self._batch, batch.error = None, told
            batch.unsettled.release()

    def _committed(self) -> Exception | None:
        """The result of the commit."""
        try:
            self._commit()
        except Exception as problem:
            return problem
        return None
