"""Projections: keeping up, rebuilding while writes go on, parking what fails, reading your own writes."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from companion.cqrs import (
    DictView,
    NotCaughtUp,
    Overtaken,
    Parked,
    Projection,
    TableView,
    View,
)
from companion.cqrs.projection import BATCH
from companion.cqrs.tables import SQLiteTables
from companion.engines import DuckDBTables, RedisView
from companion.events import BadDefinition, Event, VirtualClock, WrongUse
from companion.events.errors import ERROR_WIDTH
from companion.events.event import _registry
from companion.sourcing import (
    ANY,
    START,
    BadInput,
    EventStore,
    MemoryStore,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
)


class SongPlayed(Event):
    song: str
    seconds: int = 180


class SongRated(Event):
    song: str
    stars: int


class SongBanned(Event):
    song: str


STORES = ["memory", "sqlite", "postgres"]
CASES = [
    *((store, kind) for store in STORES for kind in ("dict", "table")),
    *(("memory", kind) for kind in ("sqlite beside", "duckdb beside", "fakeredis", "valkey")),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every view with every store it shares a database with; what is elsewhere with a store in memory."""
    if "plays" in metafunc.fixturenames:
        metafunc.parametrize(("store", "plays"), CASES, indirect=True)
    elif "store" in metafunc.fixturenames:
        metafunc.parametrize("store", STORES, indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    """An empty store of each kind."""
    made: Any
    if request.param == "memory":
        made = MemoryStore(clock=VirtualClock())
    elif request.param == "sqlite":
        from companion.sourcing import SQLiteStore

        made = SQLiteStore(tmp_path / "events.db", clock=VirtualClock())
    else:
        from companion.engines import PostgresStore

        url = request.getfixturevalue("postgres_url")
        made = PostgresStore(url, schema=f"test_{uuid.uuid4().hex[:12]}", clock=VirtualClock())
    yield made
    made.close()


class Counter:
    """What a Redis holds for the view: a hash of songs and numbers."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client, self.key = client, f"{prefix}plays"

    def add(self, song: str) -> None:
        self.client.hincrby(self.key, song, 1)

    def rows(self) -> dict[str, int]:
        return {song.decode(): int(n) for song, n in self.client.hgetall(self.key).items()}


class Plays:
    """How often each song was played: the same view as a dict, as a table, as a hash in Redis."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.projection = Projection(self.view, attempts=3)
        self.projection.on(SongPlayed)(self.count)
        self.broken: set[str] = set()
        self.calls: list[str] = []

    def count(self, event: SongPlayed, target: Any) -> None:
        self.calls.append(event.song)
        if isinstance(self.view, DictView):
            target[event.song] = target.get(event.song, 0) + 1
        elif isinstance(self.view, RedisView):
            target.add(event.song)
        else:
            target.execute(
                "INSERT INTO {plays} (song, n) VALUES (?, 1) "
                "ON CONFLICT (song) DO UPDATE SET n = {plays}.n + 1",
                event.song,
            )
        if event.song in self.broken:
            raise ValueError(f"{event.song} is broken")

    def rows(self) -> dict[str, int]:
        if isinstance(self.view, DictView):
            return self.view.rows
        if isinstance(self.view, RedisView):
            return self.view.model.rows()  # type: ignore[no-any-return]
        return dict(self.view.rows("SELECT song, n FROM {plays}"))


SETUP = ["CREATE TABLE {plays} (song TEXT PRIMARY KEY, n INTEGER NOT NULL)"]


@pytest.fixture
def plays(request: pytest.FixtureRequest, store: EventStore) -> Plays:
    """An empty view of each kind."""
    kind = request.param
    if kind == "dict":
        return Plays(DictView("plays"))
    if kind == "table":
        return Plays(TableView(store, "plays", SETUP))
    if kind.endswith("beside"):
        made = SQLiteTables() if kind == "sqlite beside" else DuckDBTables()
        return Plays(TableView(made, "plays", SETUP))
    name = request.getfixturevalue("redis_name")
    return Plays(RedisView(request.getfixturevalue(f"{kind}_client"), name, Counter))


def played(store: EventStore, *songs: str) -> None:
    for song in songs:
        store.append(f"song-{song}", [SongPlayed(song=song)], expected=ANY)


# --- keeping up ---------------------------------------------------------------------------------------


def test_a_view_shows_what_was_appended_once_it_caught_up(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b", "a")
    assert plays.rows() == {}
    assert plays.projection.catch_up(store) == 3
    assert plays.rows() == {"a": 2, "b": 1}


def test_catching_up_again_applies_nothing_twice(store: EventStore, plays: Plays) -> None:
    played(store, "a")
    plays.projection.catch_up(store)
    played(store, "a")
    assert plays.projection.catch_up(store) == 1
    assert plays.projection.catch_up(store) == 0
    assert plays.rows() == {"a": 2}


def test_events_without_a_handler_are_passed_and_count_as_done(store: EventStore, plays: Plays) -> None:
    store.append("song-a", [SongRated(song="a", stars=5)], expected=ANY)
    assert plays.projection.catch_up(store) == 1
    assert plays.projection.lag(store) == 0


def test_lag_counts_events(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b", "c")
    assert plays.projection.lag(store) == 3
    plays.projection.catch_up(store)
    assert plays.projection.lag(store) == 0
    played(store, "d")
    assert plays.projection.lag(store) == 1


def test_a_limit_is_how_many_events_are_applied_at_most(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b", "c", "d")
    assert plays.projection.catch_up(store, limit=3) == 3
    assert plays.projection.lag(store) == 1 and plays.rows() == {"a": 1, "b": 1, "c": 1}
    assert plays.projection.catch_up(store, limit=3) == 1


def test_more_events_than_a_batch_are_all_applied(store: EventStore, plays: Plays) -> None:
    store.append("song-a", [SongPlayed(song="a")] * (BATCH + 7), expected=0)
    assert plays.projection.catch_up(store) == BATCH + 7
    assert plays.rows() == {"a": BATCH + 7}


def test_a_handler_may_ask_for_the_envelope(store: EventStore) -> None:
    projection = Projection(DictView())

    @projection.on(SongPlayed, SongRated)
    def note(event: Event, rows: Any, envelope: Any) -> None:
        rows[envelope.stream, envelope.version] = envelope.type

    store.append("song-a", [SongPlayed(song="a"), SongRated(song="a", stars=1)], expected=0)
    projection.catch_up(store)
    view: Any = projection.view
    assert view.rows == {("song-a", 1): "SongPlayed", ("song-a", 2): "SongRated"}


def test_a_handler_registered_again_replaces() -> None:
    projection, store = Projection(DictView()), MemoryStore()
    for word in ("first", "second"):
        projection.on(SongPlayed)(lambda event, rows, word=word: rows.update(said=word))
    played(store, "a")
    projection.catch_up(store)
    assert projection.view.rows == {"said": "second"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("handler", [lambda event: None, lambda: None, print])
def test_a_handler_that_cannot_be_called_so_is_refused(handler: Callable[..., None]) -> None:
    with pytest.raises(BadDefinition):
        Projection(DictView()).on(SongPlayed)(handler)


def test_what_is_no_event_class_is_refused() -> None:
    with pytest.raises(BadDefinition, match="give event classes"):
        Projection(DictView()).on("SongPlayed")  # type: ignore[arg-type]


def test_a_view_that_stands_in_another_store_is_refused(store: EventStore, plays: Plays) -> None:
    played(store, "a")
    plays.projection.catch_up(store)
    with pytest.raises(BadInput):
        plays.projection.catch_up(MemoryStore())
    assert plays.rows() == {"a": 1}


def test_a_table_view_opened_again_keeps_what_it_holds(store: EventStore) -> None:
    first = Plays(TableView(store, "plays", SETUP))
    played(store, "a")
    first.projection.catch_up(store)
    again = Plays(TableView(store, "plays", SETUP))
    assert again.rows() == {"a": 1} and again.projection.lag(store) == 0


# --- all or nothing -----------------------------------------------------------------------------------


class Died(BaseException):
    """The process dies in the middle."""


def test_a_crash_inside_a_batch_leaves_neither_rows_nor_checkpoint(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b")

    def die(event: SongPlayed, target: Any) -> None:
        plays.count(event, target)
        if event.song == "b":
            raise Died

    plays.projection.on(SongPlayed)(die)
    with pytest.raises(Died):
        plays.projection.catch_up(store)
    assert plays.rows() == {} and plays.view.checkpoint() == START
    plays.projection.on(SongPlayed)(plays.count)
    plays.projection.catch_up(store)
    assert plays.rows() == {"a": 1, "b": 1}


def test_two_projections_at_once_apply_every_event_once(store: EventStore, plays: Plays) -> None:
    for _ in range(40):
        played(store, "a", "b")
    barrier, wrong = threading.Barrier(3), list[BaseException]()

    def keep_up() -> None:
        barrier.wait()
        try:
            while plays.projection.lag(store):
                plays.projection.catch_up(store, limit=1)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=keep_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert plays.rows() == {"a": 40, "b": 40}


def test_a_batch_that_was_overtaken_is_taken_back(store: EventStore, plays: Plays) -> None:
    played(store, "a")
    plays.projection.catch_up(store)
    with pytest.raises(Overtaken), plays.view.writing(START) as writing:
        plays.count(SongPlayed(song="z"), writing.target)
    assert plays.rows() == {"a": 1}


# --- parking ------------------------------------------------------------------------------------------


def test_an_event_that_keeps_failing_is_parked_and_the_view_goes_on(store: EventStore, plays: Plays) -> None:
    plays.broken = {"b"}
    played(store, "a", "b", "c")
    assert plays.projection.catch_up(store) == 3
    assert plays.rows() == {"a": 1, "c": 1}
    [parked] = plays.projection.parked()
    assert (parked.stream, parked.version, parked.type, parked.tries) == ("song-b", 1, "SongPlayed", 3)
    assert parked.error == "ValueError: b is broken"
    assert plays.calls.count("b") == 4  # once in the batch, three times alone less one, as attempts says


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_event_is_parked_also_if_its_error_cannot_say_what_it_is() -> None:
    projection, store = Projection(DictView()), MemoryStore()

    @projection.on(SongPlayed)
    def fails(event: SongPlayed, rows: Any) -> None:
        raise Speechless

    played(store, "a")
    assert projection.catch_up(store) == 1
    assert [each.error for each in projection.parked()] == ["Speechless"]


def test_an_event_is_parked_whatever_is_in_the_text_of_its_error(store: EventStore, plays: Plays) -> None:
    @plays.projection.on(SongBanned)
    def fail(event: SongBanned, target: Any) -> None:
        raise ValueError("a\0b\udce9" + 10_000 * "c")

    store.append("song-1", [SongBanned(song="a"), SongPlayed(song="a")], expected=ANY)
    store.append("song-2", [SongPlayed(song="b")], expected=ANY)
    assert plays.projection.catch_up(store) == 3 and plays.rows() == {"b": 1}
    failed, _ = plays.projection.parked()
    assert failed.error.startswith("ValueError: ab?ccc") and len(failed.error) <= ERROR_WIDTH
    assert plays.projection.retry_parked(store) == 0


def test_a_parked_event_holds_back_what_comes_after_it_in_its_stream(store: EventStore, plays: Plays) -> None:
    plays.broken = {"b"}
    played(store, "b")
    plays.projection.catch_up(store)
    plays.broken = set()
    played(store, "b", "a")
    plays.projection.catch_up(store)
    assert plays.rows() == {"a": 1}
    assert [(each.version, each.tries) for each in plays.projection.parked()] == [(1, 3), (2, 0)]
    assert "behind" in plays.projection.parked()[1].error


def test_the_rest_of_a_batch_is_not_read_again_behind_an_event_that_fails() -> None:
    reads = []

    class Counting(MemoryStore):
        def read_all(self, **more: Any) -> Any:
            found = super().read_all(**more)
            reads.append(len(found))
            return found

    store, plays = Counting(clock=VirtualClock()), Plays(DictView("plays"))
    plays.broken = {"b", "e"}
    played(store, *"abcdef")
    assert plays.projection.catch_up(store) == 6
    assert reads == [6, 0]
    assert plays.rows() == {"a": 1, "c": 1, "d": 1, "f": 1}
    assert [each.stream for each in plays.projection.parked()] == ["song-b", "song-e"]


def test_another_projection_that_was_faster_inside_a_batch_changes_no_count() -> None:
    store, plays = MemoryStore(clock=VirtualClock()), Plays(DictView("plays"))
    rival = Projection(plays.view)
    rival.on(SongPlayed)(lambda event, rows: rows.update({event.song: rows.get(event.song, 0) + 1}))
    real = plays.projection._try_again

    def overtaken(*given: Any) -> None:
        real(*given)
        rival.catch_up(store, limit=1)

    plays.projection._try_again = overtaken  # type: ignore[method-assign]
    plays.broken = {"b"}
    played(store, *"abcd")
    assert plays.projection.catch_up(store) == 3  # the rival did one
    assert plays.rows() == {"a": 1, "c": 1, "d": 1}


def test_only_those_streams_of_a_batch_are_held_that_have_a_parked_event(
    store: EventStore, plays: Plays
) -> None:
    plays.broken = {"b", "c"}
    played(store, "a", "b", "b", "c")
    plays.projection.catch_up(store)
    with plays.view.writing() as writing:
        assert writing.held({"song-a", "song-b", "song-z"}) == {"song-b"}
        assert writing.held({"song-c"}) == {"song-c"}
        assert writing.held({"song-a"}) == set()


def test_a_stream_is_held_until_its_last_parked_event_is_gone_also_when_a_batch_is_taken_back(
    store: EventStore, plays: Plays
) -> None:
    plays.broken = {"b"}
    played(store, "b", "b")
    plays.projection.catch_up(store)
    first, second = plays.projection.parked()
    with pytest.raises(ZeroDivisionError), plays.view.writing() as writing:
        assert writing.unpark(first.position) and writing.unpark(second.position)
        assert writing.held({"song-b"}) == set()
        writing.park(first._replace(position=second.position, stream="song-c"))
        assert writing.held({"song-b", "song-c"}) == {"song-c"}
        raise ZeroDivisionError
    with plays.view.writing() as writing:
        assert writing.held({"song-b", "song-c"}) == {"song-b"}
        writing.park(first._replace(tries=9))
        assert writing.unpark(first.position) and not writing.unpark(first.position)
        assert writing.held({"song-b"}) == {"song-b"}
        assert writing.unpark(second.position)
        assert writing.held({"song-b"}) == set()


def test_parked_events_can_be_tried_again_in_their_order(store: EventStore, plays: Plays) -> None:
    plays.broken = {"b"}
    played(store, "b", "b")
    plays.projection.catch_up(store)
    assert plays.projection.retry_parked(store) == 0
    assert [each.tries for each in plays.projection.parked()] == [4, 0]
    plays.broken = set()
    assert plays.projection.retry_parked(store) == 2
    assert plays.projection.parked() == () and plays.rows() == {"b": 2}


def test_a_parked_event_can_be_given_up(store: EventStore, plays: Plays) -> None:
    plays.broken = {"b"}
    played(store, "b", "b")
    plays.projection.catch_up(store)
    plays.broken = set()
    plays.projection.discard_parked(plays.projection.parked()[0])
    assert plays.projection.retry_parked(store) == 1
    assert plays.rows() == {"b": 1}


def test_a_parked_event_that_another_tried_meanwhile_is_not_applied_again(
    store: EventStore, plays: Plays
) -> None:
    plays.broken = {"b"}
    played(store, "b")
    plays.projection.catch_up(store)
    plays.broken = set()
    listed = plays.view.parked()
    assert plays.projection.retry_parked(store) == 1
    plays.view.parked = lambda: listed  # as another process saw it a moment ago
    plays.projection.retry_parked(store)
    assert plays.rows() == {"b": 1}


def test_a_checkpoint_never_moves_back(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b")
    plays.projection.catch_up(store)
    first, second = (each.position for each in store.read_all())
    with pytest.raises(WrongUse) as caught, plays.view.writing() as writing:
        writing.save_checkpoint(first)
    assert repr(second) in caught.value.problem and plays.view.checkpoint() == second


def test_an_event_nobody_can_read_is_parked_too(store: EventStore, plays: Plays) -> None:
    played(store, "a")
    store.append("song-x", [SongBanned(song="x")], expected=0)
    played(store, "c")
    banned = _registry.pop("SongBanned")
    try:
        assert plays.projection.catch_up(store) == 3
        assert plays.rows() == {"a": 1, "c": 1}
        [parked] = plays.projection.parked()
        assert parked.type == "SongBanned" and "UnreadableEvent" in parked.error
        assert plays.projection.retry_parked(store) == 0
    finally:
        _registry["SongBanned"] = banned
    assert plays.projection.retry_parked(store) == 1


@pytest.mark.parametrize("kind", [StoreUnavailable, TransactionConflict])
def test_a_database_that_is_away_or_busy_parks_nothing(
    store: EventStore, plays: Plays, kind: type[StoreError]
) -> None:
    def away(event: SongPlayed, target: Any) -> None:
        raise kind("the read database", "connection refused")

    plays.projection.on(SongPlayed)(away)
    played(store, "a")
    with pytest.raises(kind):
        plays.projection.catch_up(store)
    assert plays.projection.parked() == () and plays.view.checkpoint() == START


def test_no_attempt_at_all_is_refused() -> None:
    with pytest.raises(BadInput, match="from 1 on"):
        Projection(DictView(), attempts=0)


# --- rebuilding ---------------------------------------------------------------------------------------


def test_a_rebuilt_view_equals_the_old_one(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b", "a")
    plays.projection.catch_up(store)
    assert plays.projection.rebuild(store) == 3
    assert plays.rows() == {"a": 2, "b": 1}
    played(store, "a")
    plays.projection.catch_up(store)
    assert plays.rows() == {"a": 3, "b": 1}


def test_a_rebuild_repairs_a_view_that_was_wrong(store: EventStore, plays: Plays) -> None:
    played(store, "a")
    plays.projection.catch_up(store)
    with plays.view.writing() as writing:
        plays.count(SongPlayed(song="a"), writing.target)
    assert plays.rows() == {"a": 2}
    plays.projection.rebuild(store)
    assert plays.rows() == {"a": 1}


def test_readers_see_the_old_view_until_the_new_one_is_whole(store: EventStore, plays: Plays) -> None:
    played(store, "a", "b")
    plays.projection.catch_up(store)
    seen = []

    def watch(event: SongPlayed, target: Any) -> None:
        plays.count(event, target)
        if isinstance(plays.view, DictView):
            seen.append(plays.rows())

    plays.projection.on(SongPlayed)(watch)
    plays.projection.rebuild(store)
    assert all(rows == {"a": 1, "b": 1} for rows in seen)
    assert plays.rows() == {"a": 1, "b": 1}


def test_what_is_written_during_a_rebuild_is_in_the_new_view(store: EventStore, plays: Plays) -> None:
    """The old view catches up while the new one is made: the swap waits until the new one is as far."""
    played(store, "a")
    plays.projection.catch_up(store)
    real, swaps = plays.view.swap, list[bool]()

    def write_first(fresh: View) -> bool:
        if not swaps:
            played(store, "a")
            plays.projection.catch_up(store)
        swaps.append(real(fresh))
        return swaps[-1]

    plays.view.swap = write_first
    plays.projection.rebuild(store)
    assert swaps == [False, True]
    assert plays.rows() == {"a": 2}


def test_a_rebuild_that_fails_leaves_the_old_view(store: EventStore, plays: Plays) -> None:
    played(store, "a")
    plays.projection.catch_up(store)

    def die(event: SongPlayed, target: Any) -> None:
        raise Died

    plays.projection.on(SongPlayed)(die)
    with pytest.raises(Died):
        plays.projection.rebuild(store)
    assert plays.rows() == {"a": 1}
    plays.projection.on(SongPlayed)(plays.count)
    assert plays.projection.rebuild(store) == 1


def test_a_rebuild_tries_parked_events_anew(store: EventStore, plays: Plays) -> None:
    plays.broken = {"b"}
    played(store, "b")
    plays.projection.catch_up(store)
    plays.broken = set()
    plays.projection.rebuild(store)
    assert plays.rows() == {"b": 1} and plays.projection.parked() == ()


# --- reading your own writes --------------------------------------------------------------------------


def test_waiting_until_a_position_returns_once_the_view_is_there(store: EventStore, plays: Plays) -> None:
    [envelope] = store.append("song-a", [SongPlayed(song="a")], expected=0)
    stop = threading.Event()
    keeping_up = threading.Thread(target=plays.projection.run, args=(store, stop.is_set))
    keeping_up.start()
    try:
        position: Any = envelope.position
        plays.projection.wait_until(position, timeout_s=600)
        assert plays.rows() == {"a": 1}
    finally:
        stop.set()
        keeping_up.join()


def test_a_view_that_does_not_come_is_said_with_where_it_stands(store: EventStore, plays: Plays) -> None:
    [envelope] = store.append("song-a", [SongPlayed(song="a")], expected=0)
    position: Any = envelope.position
    with pytest.raises(NotCaughtUp) as caught:
        plays.projection.wait_until(position, timeout_s=0.01)
    assert (caught.value.view, caught.value.at, caught.value.wanted) == (plays.view.name, START, position)


def test_who_waits_looks_again_soon_and_then_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    store, plays, pauses = MemoryStore(), Plays(DictView("plays")), list[float]()
    [envelope] = store.append("song-a", [SongPlayed(song="a")], expected=0)
    sleep, mine = time.sleep, threading.get_ident()

    def pause(seconds: float) -> None:
        if threading.get_ident() != mine:  # threads of other tests sleep, too
            sleep(seconds)
            return
        pauses.append(seconds)
        if len(pauses) == 12:
            plays.projection.catch_up(store)

    monkeypatch.setattr("time.sleep", pause)
    position: Any = envelope.position
    plays.projection.wait_until(position, timeout_s=600)
    assert pauses[:4] == [0.0002, 0.0004, 0.0008, 0.0016]
    assert pauses[-3:] == [0.05] * 3


# --- definitions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "Plays", "9lives", "a b", "x" * 31, "drop;table", 7])
def test_a_view_whose_name_no_table_can_have_is_refused(name: Any) -> None:
    with pytest.raises(BadDefinition):
        TableView(MemoryStore(), name, SETUP)


@pytest.mark.parametrize("setup", [[], ["CREATE TABLE plays (n INT)"], SETUP[0]])
def test_a_view_without_a_table_of_its_own_is_refused(setup: Any) -> None:
    with pytest.raises(BadDefinition, match="setup makes no table"):
        TableView(MemoryStore(), "plays", setup)


def test_only_a_fresh_view_takes_the_place_of_another() -> None:
    view = TableView(MemoryStore(), "plays", SETUP)
    with pytest.raises(BadDefinition, match="fresh"):
        view.swap(view)


def test_old_generations_do_not_pile_up() -> None:
    store = MemoryStore()
    plays = Plays(TableView(store, "plays", SETUP))
    for _ in range(4):
        played(store, "a")
        plays.projection.rebuild(store)
    with store.transaction() as tx:
        tables = tx.execute("SELECT name FROM sqlite_master WHERE name LIKE 'plays_%_g%' ORDER BY name")
    assert tables == [("plays_plays_g4",), ("plays_plays_g5",)]


def test_values_that_a_dict_view_took_back_are_as_before() -> None:
    view = DictView()
    with view.writing() as writing:
        writing.target["kept"] = 1
    with suppress(KeyError), view.writing() as writing:
        writing.target["kept"] = 2
        del writing.target["kept"]
        writing.target["new"] = 3
        writing.park(Parked(START, "s", 1, "T", "e", 1, VirtualClock().now()))
        raise KeyError
    assert view.rows == {"kept": 1} and view.parked() == ()


def test_on_postgresql_a_view_is_opened_while_another_process_parks_an_event(postgres_url: str) -> None:
    from companion.engines import PostgresStore

    schema, setup = f"test_{uuid.uuid4().hex[:12]}", ["CREATE TABLE {plays} (song TEXT PRIMARY KEY)"]
    impatient = f"{postgres_url}{'&' if '?' in postgres_url else '?'}options=-c%20lock_timeout%3D1000"
    store = PostgresStore(postgres_url, schema=schema, clock=VirtualClock())
    other = PostgresStore(impatient, schema=schema, clock=VirtualClock())
    view = TableView(store, "plays", setup)
    [played] = store.append("song-1", [SongPlayed(song="a")], expected=ANY)
    with view.writing() as writing:
        assert played.position is not None
        writing.park(Parked(played.position, "song-1", 1, "SongPlayed", "no", 1, store.clock.now()))
        assert TableView(other, "plays", setup).parked() == ()
    assert len(view.parked()) == 1
    store.close()
    other.close()
