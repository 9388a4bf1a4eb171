"""Group commit: threads that write at the same time are committed together, and none is hurt by another."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Lock, Thread, get_ident
from threading import Event as Flag
from typing import Any

import pytest

from companion import Event, Trace, VirtualClock
from companion.events import WrongUse
from companion.sourcing import (
    ANY,
    BadInput,
    ConcurrencyError,
    SQLiteStore,
    StoreUnavailable,
    TransactionConflict,
)
from companion.sourcing.sqlite_group import Line

LONG_S = 300  # for what must happen, on a busy machine


class StampPrinted(Event):
    number: int


class Writer(Thread):
    """A thread that does one thing and keeps what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.work, self.result, self.error = work, None, None
        self.start()

    def run(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:
            self.error = error

    def came(self) -> Any:
        """Its result; raises its error."""
        self.join(LONG_S)
        assert not self.is_alive(), "still waiting"
        if self.error is not None:
            raise self.error
        return self.result


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    store = SQLiteStore(tmp_path / "stamps.db", busy_timeout_s=LONG_S)
    yield store
    store.close()


def append(store: SQLiteStore, stream: str, *numbers: int, expected: Any = 0) -> Callable[[], Any]:
    return lambda: store.append(stream, [StampPrinted(number=n) for n in numbers], expected=expected)


def until(happened: Callable[[], bool]) -> None:
    """Come back when something has happened."""
    end = time.monotonic() + LONG_S
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.001)


class InOrder:
    """A turn that goes to whoever asked first. A lock of Python's goes to anyone."""

    def __init__(self) -> None:
        self.asked, self.changed = [get_ident()], Condition()  # the first has the turn

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        with self.changed:
            if self.asked and not blocking:
                return False
            self.asked.append(get_ident())
            return self.changed.wait_for(self._is_owned, LONG_S)

    def release(self) -> None:
        with self.changed:
            self.asked.pop(0)
            self.changed.notify_all()

    def _is_owned(self) -> bool:
        return self.asked[:1] == [get_ident()]


@contextmanager
def commits(store: SQLiteStore) -> Iterator[list[str]]:
    """The statements that begin and end transactions, as SQLite is told them."""
    told: list[str] = []

    def note(sql: str) -> None:
        if sql in ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"):
            told.append(sql)

    store._log._writer.con.set_trace_callback(note)
    yield told


@contextmanager
def together(store: SQLiteStore, *works: Callable[[], Any]) -> Iterator[list[Writer]]:
    """Writers that all stand in line, behind a first one; their turns come in this order, at the end of the
    block.
    """
    store._log._line._turn = turn = InOrder()  # type: ignore[assignment]
    writers = []
    for work in (append(store, "leader", 0), *works):
        writers.append(Writer(work))
        until(lambda: len(turn.asked) > len(writers))
    try:
        yield writers
    finally:
        turn.release()


# --- one commit for all -------------------------------------------------------------------------------


def test_all_who_wait_are_committed_by_one_commit(store: SQLiteStore) -> None:
    with commits(store) as told, together(store, *[append(store, f"s-{n}", n) for n in range(20)]) as writers:
        pass
    assert [writer.came()[0].version for writer in writers] == [1] * 21
    assert told == ["BEGIN IMMEDIATE", "COMMIT"]
    assert len(store.read_all()) == 21


def test_a_lone_writer_commits_once_for_each_append(store: SQLiteStore) -> None:
    with commits(store) as told:
        append(store, "s", 1)()
        append(store, "s", 2, expected=1)()
    assert told == ["BEGIN IMMEDIATE", "COMMIT"] * 2


def test_nobody_returns_before_the_commit(store: SQLiteStore) -> None:
    with together(store, append(store, "s-1", 1), append(store, "s-2", 2)) as writers:
        assert [writer.result for writer in writers] == [None] * 3
        assert store.read_all() == ()
    for writer in writers:
        assert writer.came()[0] in store.read_all()


def test_writers_that_race_are_all_in_the_log_and_in_the_trace(tmp_path: Path) -> None:
    trace = Trace()
    store = SQLiteStore(tmp_path / "traced.db", trace=trace, busy_timeout_s=LONG_S)

    def many(thread: int) -> Callable[[], None]:
        def work() -> None:
            for n in range(50):
                append(store, f"s-{thread}", n, expected=n)()

        return work

    for writer in [Writer(many(thread)) for thread in range(8)]:
        writer.came()
    stored = store.read_all(limit=1000)
    assert len(stored) == 400
    by_place = sorted((record.envelope for record in trace), key=lambda each: each.position)
    assert by_place == list(stored)
    store.close()


# --- one's mistake is one's own -----------------------------------------------------------------------


def test_a_conflict_is_told_to_its_writer_alone(store: SQLiteStore) -> None:
    works = [append(store, "s-1", 1), append(store, "s-1", 2), append(store, "s-2", 3)]
    with commits(store) as told, together(store, *works) as (leader, first, second, third):
        pass
    with pytest.raises(ConcurrencyError) as conflict:
        second.came()
    assert (conflict.value.expected, conflict.value.actual) == (0, 1)
    assert [len(writer.came()) for writer in (leader, first, third)] == [1, 1, 1]
    assert told == ["BEGIN IMMEDIATE", "COMMIT"]  # it had written nothing, so nothing was run again


def test_a_write_that_fails_in_the_middle_is_taken_out_and_the_others_are_stored(tmp_path: Path) -> None:
    path = tmp_path / "twins.db"
    SQLiteStore(path, clock=VirtualClock()).close()
    first = SQLiteStore(path, clock=VirtualClock(seed=1))
    [taken] = first.append("s-0", [StampPrinted(number=0)], expected=0)
    first.close()
    clock = VirtualClock(seed=1)  # it gives the same ids again
    store = SQLiteStore(path, clock=clock, busy_timeout_s=LONG_S)
    plain = SQLiteStore(path)
    envelopes = plain.append("made", [StampPrinted(number=7)], expected=0)
    fresh = _with_id(envelopes[0], "fresh", 2)
    with together(store, lambda: store.append("s-2", [fresh], expected=0)) as (bad, good):
        pass
    with pytest.raises(BadInput) as twice:
        bad.came()
    assert twice.value.given == taken.id and "event 1 of 's-0'" in twice.value.problem
    assert good.came()[0].id == "fresh"
    assert store.streams("s-") == ("s-0", "s-2")
    assert [each.position.number for each in store.read_all()] == [1, 2, 3]  # type: ignore[attr-defined]
    store.close()
    plain.close()


def test_an_error_that_no_store_foresaw_hurts_only_its_writer(store: SQLiteStore) -> None:
    def broken() -> None:
        with store._log.writing(alone=False):
            raise ZeroDivisionError

    works = [append(store, "s-1", 1), broken, append(store, "s-2", 2)]
    with together(store, *works) as (leader, first, second, third):
        pass
    with pytest.raises(ZeroDivisionError):
        second.came()
    assert [len(writer.came()) for writer in (leader, first, third)] == [1, 1, 1]
    assert store.count() == 3


def test_what_is_wrong_before_any_writing_does_not_even_queue(store: SQLiteStore) -> None:
    with together(store), pytest.raises(BadInput):
        append(store, "s", 1, expected=-1)()


# --- what befalls the commit befalls all --------------------------------------------------------------


def test_an_error_of_the_shared_commit_reaches_all_and_the_store_goes_on(store: SQLiteStore) -> None:
    def full(sql: str) -> None:
        if sql == "COMMIT":
            con.execute("ROLLBACK")  # so that SQLite's COMMIT fails: there is nothing to commit

    con = store._log._writer.con
    con.set_trace_callback(full)
    with together(store, append(store, "s-1", 1), append(store, "s-2", 2)) as writers:
        pass
    errors = []
    for writer in writers:
        with pytest.raises(Exception, match="no transaction is active") as failed:
            writer.came()
        errors.append(failed.value)
    assert len({id(error) for error in errors}) == 3  # each its own, with its own traceback
    con.set_trace_callback(None)
    assert store.read_all() == ()
    assert append(store, "s-1", 1)()[0].version == 1


def test_a_store_held_by_another_for_too_long_is_busy_for_all(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "held.db", busy_timeout_s=0.05)
    other = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransactionConflict) as busy:
        append(store, "s", 1)()
    assert busy.value.place == str(tmp_path / "held.db") and "for 0.05 s" in busy.value.reason
    assert store.read("s") == ()
    other.execute("ROLLBACK")
    assert len(append(store, "s", 1)()) == 1
    store.close()
    other.close()


def test_all_who_were_to_be_committed_together_are_told_that_the_store_is_busy(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "held.db", busy_timeout_s=0.05)
    other = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._log._line._patience_s = LONG_S  # for taking turns; SQLite's own patience stays short
    with together(store, append(store, "s-1", 1), append(store, "s-2", 2)) as writers:
        pass
    errors = []
    for writer in writers:
        with pytest.raises(TransactionConflict) as busy:
            writer.came()
        errors.append(busy.value)
    assert len({id(error) for error in errors}) == 3  # each its own, with its own traceback
    other.execute("ROLLBACK")
    assert len(append(store, "s-1", 1)()) == 1
    store.close()
    other.close()


def test_a_transaction_of_another_thread_that_lasts_too_long_makes_the_store_busy(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "held.db", busy_timeout_s=0.05)
    with store.transaction() as tx:
        with pytest.raises(TransactionConflict):
            Writer(append(store, "s", 1)).came()
        tx.append("s", [StampPrinted(number=2)], expected=0)
    with pytest.raises(ConcurrencyError):
        append(store, "s", 1)()
    store.close()


def test_a_full_disk_is_told_to_all_and_the_store_works_when_there_is_room(store: SQLiteStore) -> None:
    append(store, "kept", *range(50))()
    con = store._log._writer.con
    [(pages,)] = con.execute("PRAGMA page_count")
    con.execute(f"PRAGMA max_page_count = {pages}")
    with together(store, *[append(store, f"s-{n}", *range(500)) for n in range(3)]) as writers:
        pass
    for writer in writers:
        with pytest.raises(StoreUnavailable) as full:
            writer.came()
        assert (full.value.place, full.value.reason) == (store.place, "database or disk is full")
        assert full.value.full and "make room" in str(full.value)
    assert store.streams() == ("kept",)
    con.execute("PRAGMA max_page_count = 1000000")
    assert len(append(store, "s-0", *range(500))()) == 500
    assert store.version("kept") == 50


# --- ctrl-C -------------------------------------------------------------------------------------------


class Stopped(BaseException):
    """What ctrl-C is to a thread, where a test can raise it."""


def test_who_is_stopped_in_the_middle_of_its_step_hurts_nobody(store: SQLiteStore) -> None:
    def stopping() -> None:
        with store._log.writing(alone=False):
            raise Stopped

    works = [append(store, "s-1", 1), stopping, append(store, "s-2", 2)]
    with together(store, *works) as (leader, first, second, third):
        pass
    with pytest.raises(Stopped):
        second.came()
    assert [len(writer.came()) for writer in (leader, first, third)] == [1, 1, 1]


class Impatient:
    """A turn for which one thread waits until `left` is set, and then gives up."""

    def __init__(self) -> None:
        self.lock, self.who, self.holder, self.comes, self.left = Lock(), 0, 0, Flag(), Flag()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if blocking and get_ident() == self.who:
            self.comes.set()
            assert self.left.wait(LONG_S)
            return False
        got = self.lock.acquire(blocking, timeout)
        self.holder = get_ident() if got else self.holder
        return got

    def release(self) -> None:
        self.holder = 0
        self.lock.release()
        self.left.set()

    def _is_owned(self) -> bool:
        return self.holder == get_ident()


def test_who_gives_up_waiting_commits_what_was_left_to_it(store: SQLiteStore) -> None:
    store._log._line._turn = turn = Impatient()  # type: ignore[assignment]

    def give_up() -> object:
        turn.who = get_ident()
        return append(store, "never", 1)()

    with store._log.writing(alone=False):  # works, while the other waits
        impatient = Writer(give_up)
        assert turn.comes.wait(LONG_S)
    # this thread has come back, so somebody has committed
    with pytest.raises(TransactionConflict):
        impatient.came()
    assert not store._log._line.is_busy and len(append(store, "s", 1)()) == 1
    assert store.streams() == ("s",)


# --- one thread ---------------------------------------------------------------------------------------


def test_who_is_stopped_twice_while_it_commits_tells_the_others_that_nobody_knows() -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    line = Line("shop.db", 1.0, lambda: None, stopped, lambda: True)
    with pytest.raises(KeyboardInterrupt), line.step():
        batch = line._batch
    assert batch is not None and not batch.unsettled.locked() and not line.is_busy
    assert isinstance(batch.error, StoreUnavailable) and batch.error.unsure


@pytest.mark.parametrize("when", ["it begins", "it ends"])
def test_a_lone_writer_that_is_stopped_when_its_transaction_begins_or_ends_can_go_on(
    store: SQLiteStore, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, real = store._log, store._log._writer.ask

    def stop(sql: str, *values: object) -> list[Any]:
        told = real(sql, *values)
        if sql == ("BEGIN IMMEDIATE" if when == "it begins" else "COMMIT"):
            monkeypatch.undo()
            raise KeyboardInterrupt
        return told

    monkeypatch.setattr(log._writer, "ask", stop)
    with pytest.raises(KeyboardInterrupt), store.transaction() as tx:
        tx.append("s", [StampPrinted(number=1)], expected=0)
    told: list[object] = []
    other = Thread(target=lambda: told.append(store.append("t", [StampPrinted(number=2)], expected=0)))
    other.start()
    other.join()
    store.append("s", [StampPrinted(number=3)], expected=store.version("s"))
    assert len(told) == 1 and store.read("s")[-1].event == StampPrinted(number=3)


def test_every_write_inside_a_transaction_of_the_same_thread_is_refused(store: SQLiteStore) -> None:
    writes: dict[str, Callable[[], object]] = {
        "append": append(store, "s", 1),
        "save_checkpoint": lambda: store.save_checkpoint("c", store.head()),
        "reset_checkpoint": lambda: store.reset_checkpoint("c"),
        "save_snapshot": lambda: store.save_snapshot("s", 1, "t", b""),
        "transaction": lambda: store.transaction().__enter__(),
    }
    with store.transaction() as tx:
        for what, write in writes.items():
            with pytest.raises(WrongUse) as nested:
                write()
            assert nested.value.what == what
        tx.append("s", [StampPrinted(number=1)], expected=ANY)
    assert store.version("s") == 1


def _with_id(envelope: Any, id: str, number: int) -> Any:
    import msgspec

    event = StampPrinted(number=number)
    return msgspec.structs.replace(
        envelope, id=id, event=event, correlation_id=id, stream=None, version=None, position=None
    )
