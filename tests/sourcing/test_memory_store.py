"""The store in memory: what it promises beyond the suite that every store passes."""

import linecache
import sys
import threading
import tracemalloc

import pytest

from companion.events import Closed, Envelope, Event, Trace, VirtualClock, WrongUse
from companion.sourcing import (
    ANY,
    NO_STREAM,
    START,
    BadInput,
    MemoryStore,
    Position,
    StatementFailed,
    memory,
)


class PebbleThrown(Event):
    colour: str
    grams: int = 1


def pebbles(*colours):
    return [PebbleThrown(colour=colour) for colour in colours]


def colours(envelopes):
    return "".join(each.event.colour for each in envelopes)


def contents(store):
    """All a reader can see of a store."""
    streams = {name: store.read(name) for name in store.streams()}
    assert {name: store.version(name) for name in streams} == {
        name: len(each) for name, each in streams.items()
    }
    assert tuple(event for _, event in store.scan()) == tuple(each.event for each in store.read_all())
    return streams, store.read_all(), store.head(), store.checkpoint("reader")


class Interrupting:
    """Raises KeyboardInterrupt when the n-th line of the given modules is about to run.

    Not at a `with` nor a bare `try:`: there Python delivers no signal, and a lock would not be given back.
    """

    def __init__(self, n, *modules):
        self.left, self.files = n, {module.__file__ for module in modules}

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self.call)

    def __exit__(self, *_):
        sys.settrace(self.before)

    def call(self, frame, kind, _):
        return self.line if frame.f_code.co_filename in self.files else None

    def line(self, frame, kind, _):
        source = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
        if kind == "line" and not source.lstrip().startswith(("with ", "try:")):
            self.left -= 1
            if self.left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self.line


def interrupted_everywhere(make, act, *modules):
    """`act(store)` on a fresh `make()` for each line it may be interrupted at; yields store and whether it
    was.
    """
    for n in range(1, 1000):
        store = make()
        try:
            with Interrupting(n, *modules):
                act(store)
        except (KeyboardInterrupt, StatementFailed):  # SQLite makes the one of the other, in its callback
            yield store, True
        else:
            yield store, False
            return


def furnished():
    store = MemoryStore(clock=VirtualClock())
    store.append("a", pebbles("r", "g"), expected=NO_STREAM)
    given = Envelope(id="given", type="PebbleThrown", event=pebbles("b")[0], time=store.clock.now(),
                     correlation_id="story")  # fmt: skip
    store.append("b", [given], expected=NO_STREAM)
    return store


def test_an_append_interrupted_at_any_line_is_there_whole_or_not_at_all():
    before = contents(furnished())
    seen = set()
    for store, interrupted in interrupted_everywhere(
        furnished, lambda store: store.append("new", pebbles("x", "y", "z"), expected=0), memory
    ):
        whole = colours(store.read("new")) == "xyz"
        seen.add((interrupted, whole))
        if not whole:
            assert contents(store) == before
        store.append("new", pebbles("!"), expected=ANY)  # and it goes on from there
        assert colours(store.read_all()) == ("rgbxyz!" if whole else "rgb!")
        assert store.append("b", store.read("b"), expected=ANY) == store.read("b")  # repeats are still known
    assert (True, False) in seen and (False, True) in seen


def test_a_transaction_interrupted_at_any_line_is_there_whole_or_not_at_all():
    def act(store):
        with store.transaction() as tx:
            tx.execute("CREATE TABLE shelf (grams)")
            [first, _] = tx.append("new", pebbles("x", "y"), expected=0)
            tx.save_checkpoint("reader", first.position)
            tx.append("a", pebbles("z"), expected=2)

    def table(store):
        with store.transaction() as tx:
            return tx.execute("SELECT name FROM sqlite_master")

    before, seen = contents(furnished()), set()
    for store, interrupted in interrupted_everywhere(furnished, act, memory):
        whole = colours(store.read("new")) == "xy"
        seen.add((interrupted, whole))
        assert table(store) == ([("shelf",)] if whole else [])
        if whole:
            assert colours(store.read_all()) == "rgbxyz" and store.checkpoint("reader") != START
        else:
            assert contents(store) == before
    assert (True, False) in seen and (False, True) in seen


def test_a_transaction_that_raises_leaves_nothing_behind():
    store = furnished()
    before = contents(store)
    with pytest.raises(RuntimeError), store.transaction() as tx:
        [one] = tx.append("a", pebbles("x"), expected=2)
        tx.save_checkpoint("reader", one.position)
        tx.execute("CREATE TABLE shelf (grams)")
        raise RuntimeError
    assert contents(store) == before
    with store.transaction() as tx:
        assert tx.execute("SELECT name FROM sqlite_master") == []


def test_a_deferred_constraint_that_fails_at_the_end_takes_the_events_back():
    store = furnished()
    with store.transaction() as tx:
        tx.execute("CREATE TABLE box (id PRIMARY KEY)")
        tx.execute("CREATE TABLE stone (box REFERENCES box (id) DEFERRABLE INITIALLY DEFERRED)")
    store._log.sql.execute("PRAGMA foreign_keys = ON")  # outside a transaction, as SQLite wants it
    before = contents(store)
    with pytest.raises(StatementFailed), store.transaction() as tx:
        tx.append("a", pebbles("x"), expected=2)
        tx.execute("INSERT INTO stone VALUES (7)")
    assert contents(store) == before
    with store.transaction() as tx:
        assert tx.execute("SELECT * FROM stone") == []


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("COMMIT", ()),
        ("ROLLBACK", ()),
        ("END", ()),
        ("no SQL", ()),
        ("SELECT 1; SELECT 2", ()),
        ("SELECT ?", (1 << 70,)),
        ("SELECT ?", (object(),)),
        ("SELECT ?", ("\ud800",)),
        ("SELECT ?", ()),
    ],
)
def test_a_refused_statement_ends_the_whole_transaction_even_when_it_is_caught(sql, values):
    store = furnished()
    before = contents(store)
    with pytest.raises(StatementFailed) as caught, store.transaction() as tx:
        tx.append("a", pebbles("x"), expected=2)
        try:
            tx.execute(sql, *values)
        except StatementFailed as problem:
            assert problem.sql == sql
    assert caught.value.sql == sql
    assert contents(store) == before


def test_a_transaction_reads_its_own_appends_and_positions_are_final():
    store = furnished()
    with store.transaction() as tx:
        first = tx.append("a", pebbles("x"), expected=2)
        second = tx.append("a", pebbles("y"), expected=3)
        assert colours(tx.read("a")) == "rgxy" and tx.version("a") == 4
        assert colours(tx.read("a", after=2, until=3)) == "x"
        assert tx.append("a", first, expected=ANY) == first
    assert store.read("a", after=2) == first + second


def test_a_repeat_inside_a_transaction_returns_the_first_result():
    store = furnished()
    given = store.read("b")[0]
    again = Envelope(id="other", type="PebbleThrown", event=pebbles("o")[0], time=given.time,
                     correlation_id="story")  # fmt: skip
    with store.transaction() as tx:
        first = tx.append("b", [again], expected=1)
        assert tx.append("b", [again], expected=1) == first
        assert tx.append("b", [given], expected=0) == (given,)
    assert colours(store.read("b")) == "bo"


def test_a_transaction_used_after_its_end_is_refused():
    store = furnished()
    with store.transaction() as tx:
        pass
    for use in (
        lambda: tx.append("a", pebbles("x"), expected=ANY), lambda: tx.read("a"), lambda: tx.version("a"),
        lambda: tx.execute("SELECT 1"), lambda: tx.checkpoint("reader"),
        lambda: tx.save_checkpoint("reader", store.head()),
    ):  # fmt: skip
        with pytest.raises(Closed):
            use()


def test_writing_past_an_open_transaction_is_refused_and_the_store_goes_on():
    store = furnished()
    with store.transaction(), pytest.raises(WrongUse) as caught:
        store.append("a", pebbles("x"), expected=ANY)
    assert caught.value.what == "append"
    store.append("a", pebbles("y"), expected=2)


def test_a_closed_store_refuses_everything_but_its_name():
    store = furnished()
    shown = repr(store)
    store.close()
    store.close()
    for use in (
        lambda: store.append("a", pebbles("x"), expected=ANY), lambda: store.read("a"), store.read_all,
        lambda: store.read_events("a"), lambda: list(store.scan()), lambda: store.version("a"), store.streams,
        store.head, lambda: store.checkpoint("reader"), lambda: store.lag("reader"), store.count,
        lambda: store.load_snapshot("a", "t"), lambda: store.save_snapshot("a", 1, "t", b""),
        lambda: store.save_checkpoint("reader", START), lambda: store.reset_checkpoint("reader"),
        lambda: list(store.subscribe("reader")), lambda: store.transaction().__enter__(),
    ):  # fmt: skip
        with pytest.raises(Closed):
            use()
    assert repr(store) == shown == "MemoryStore(3 events in 2 streams)"


def test_closing_wakes_whoever_waits():
    store = furnished()
    reader = threading.Thread(target=store.wait, args=(store.head(), 600))
    reader.start()
    while not store._waiting:
        pass
    store.close()
    reader.join(timeout=300)
    assert not reader.is_alive()


def test_an_append_wakes_whoever_waits():
    store, found = furnished(), []
    reader = threading.Thread(target=lambda: found.append(store.wait(store.head(), 600)))
    reader.start()
    while not store._waiting:
        pass
    store.append("a", pebbles("x"), expected=ANY)
    reader.join(timeout=300)
    assert found == [True]


def test_a_position_before_the_beginning_is_no_position():
    store = furnished()
    with pytest.raises(BadInput):
        store.read_all(after=Position(store.id, -1))


def test_racing_threads_lose_nothing_and_readers_see_batches_whole():
    store, done, torn = MemoryStore(), threading.Event(), []

    def write(colour):
        for _ in range(200):
            store.append(colour, pebbles(colour, colour, colour), expected=ANY)

    def watch():
        while not done.is_set():
            if len(store.read_all(limit=10_000)) % 3:
                torn.append(len(store.read_all(limit=10_000)))

    writers = [threading.Thread(target=write, args=(colour,)) for colour in "rgb"]
    watcher = threading.Thread(target=watch)
    for thread in [watcher, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    watcher.join()
    assert torn == []
    assert [store.version(colour) for colour in "rgb"] == [600, 600, 600]


@pytest.mark.parametrize(
    "id",
    [
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "01890A5D-AC96-774B-BCCE-B302099A8057",
        "01890a5d-ac96-774b-bcce-b302099a805g",
        "01890a5d-ac96-774b-bcce- 302099a8057",
        "0-890a5d-ac96-774b-bcce-b302099a8057",
        "0123456789abcdef",
        "ü",
        "i" * 255,
    ],
)
def test_ids_come_back_as_they_were_however_they_are_kept(id):
    store = MemoryStore(clock=VirtualClock())
    given = Envelope(id=id, type="PebbleThrown", event=pebbles("r")[0], time=store.clock.now(),
                     correlation_id=f"{id}"[:-1] or "s", causation_id=id, service="Quarry")  # fmt: skip
    stored = store.append("a", [given], expected=0)
    assert store.read("a") == stored
    [back] = stored
    assert (back.id, back.correlation_id, back.causation_id) == (id, given.correlation_id, id)
    assert store.append("a", [given], expected=0) == stored


def test_an_event_with_its_envelope_takes_fewer_bytes_than_the_objects_would():
    clock = VirtualClock()
    made = pebbles("r")
    tracemalloc.start()
    try:
        store = MemoryStore(clock=clock)
        [cause] = store.append("s-0", made, expected=0, service="Quarry")
        before = tracemalloc.get_traced_memory()[0]
        for number in range(100):
            store.append(f"s-{number % 20}", made * 200, expected=ANY, cause=cause, service="Quarry")
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown / 20_000 <= 257  # what eventsourcing 9.5 takes; a tuple of objects takes 459


def test_the_trace_shows_each_append_in_the_order_of_the_log():
    trace = Trace()
    store = MemoryStore(clock=VirtualClock(), trace=trace)
    store.append("a", pebbles("r"), expected=0, service="Quarry")
    with store.transaction() as tx:
        tx.append("b", pebbles("g"), expected=0)
        tx.append("a", pebbles("b"), expected=1)
    assert [record.envelope for record in trace] == list(store.read_all())
    assert next((each.kind, each.service) for each in trace) == ("appended", "Quarry")


def test_a_refused_append_is_not_in_the_trace():
    store = MemoryStore(trace=Trace())
    with pytest.raises(Exception, match="Nothing was stored"):
        store.append("a", pebbles("r"), expected=1)
    assert list(store.trace) == []


def test_a_fault_before_an_append_stores_nothing_and_one_after_it_leaves_it_stored():
    class Struck(BaseException):
        pass

    for when, left in (("before", ""), ("after", "r")):
        clock = VirtualClock()
        store = MemoryStore(clock=clock)

        def strike(point, when=when):
            if point == f"{when} append PebbleThrown":
                raise Struck

        clock.on_point = strike
        with pytest.raises(Struck):
            store.append("a", pebbles("r"), expected=0)
        assert colours(store.read("a")) == left
