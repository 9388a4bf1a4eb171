"""Snapshots: they shorten the way and never change where it leads."""

import warnings

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.events import BadInput, Event
from companion.sourcing import (
    ANY,
    Decider,
    MemoryStore,
    Refused,
    SnapshotNotKept,
    Snapshots,
    SQLiteStore,
    TransactionConflict,
    handle,
    replay,
)


class LapRun(Event):
    metres: int


class Runner(msgspec.Struct, frozen=True):
    laps: int = 0
    metres: int = 0


def decide(metres, runner):
    if metres < 0:
        raise Refused
    return [LapRun(metres=each) for each in ([metres] if metres % 3 else [1] * (metres % 7))]


def evolve(runner, event):
    return Runner(runner.laps + 1, runner.metres + event.metres)


runner = Decider(Runner(), decide, evolve)


class Counting(MemoryStore):
    """Notes how many events each read gave."""

    def __init__(self):
        super().__init__()
        self.reads = []

    def read_events(self, stream, **how):
        events = super().read_events(stream, **how)
        self.reads.append(len(events))
        return events


def run(store, laps, snapshots=None, stream="r"):
    for number in range(laps):
        handle(store, stream, runner, 3 * number + 1, snapshots=snapshots)


def kept(store, snapshots, stream="r"):
    return store.load_snapshot(stream, snapshots.tag)


def damage(store, snapshots, change):
    version, data = kept(store, snapshots)
    store.save_snapshot("r", version, snapshots.tag, change(data))


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    made = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "runs.db")
    yield made
    made.close()


@settings(max_examples=60)
@given(st.lists(st.integers(-1, 20), max_size=40), st.integers(1, 9), st.sampled_from(["memory", "sqlite"]))
def test_with_and_without_snapshots_the_state_is_equal(tmp_path_factory, commands, every, kind):
    folder = tmp_path_factory.mktemp("runs") if kind == "sqlite" else None
    store = SQLiteStore(folder / "runs.db", durability="NORMAL") if folder else MemoryStore()
    snapshots = Snapshots(Runner, "v1", every=every)
    for command in commands:
        try:
            handle(store, "with", runner, command, snapshots=snapshots)
            handle(store, "without", runner, command)
        except Refused:
            pass
        assert replay(store, "with", runner, snapshots=snapshots) == replay(store, "without", runner)
    assert store.read_events("with") == store.read_events("without")
    store.close()


def test_a_snapshot_spares_the_reading_of_what_came_before():
    store, snapshots = Counting(), Snapshots(Runner, "v1", every=10)
    run(store, 25, snapshots)
    store.reads.clear()
    assert replay(store, "r", runner, snapshots=snapshots) == replay(store, "r", runner)
    assert store.reads == [6, 25]  # the last event of the snapshot, and five since


def test_one_is_kept_after_every_so_many_events_also_when_a_batch_steps_over():
    store, snapshots = MemoryStore(), Snapshots(Runner, "v1", every=4)
    versions = []
    for metres in (6, 6, 6, 1, 1):  # six events each, then one
        handle(store, "r", runner, metres, snapshots=snapshots)
        versions.append(kept(store, snapshots)[0])
    assert versions == [6, 12, 18, 18, 18]


class Strict(msgspec.Struct, frozen=True):
    laps: int = 0
    most = 10  # of a later version it is less: no field, so the shape of the state is as it was
    refusal = None

    def __post_init__(self):
        if self.laps > self.most:
            raise self.refusal


@pytest.mark.parametrize("refusal", [ValueError("too many laps"), AssertionError("too many laps")])
def test_a_snapshot_that_the_class_of_the_state_now_refuses_is_ignored(monkeypatch, refusal):
    monkeypatch.setattr(Strict, "refusal", refusal)
    store, snapshots = MemoryStore(), Snapshots(Strict, "v1", every=4)
    counter = Decider(Strict(), decide, lambda state, event: Strict(min(state.laps + 1, state.most)))
    for _ in range(8):
        handle(store, "r", counter, 1, snapshots=snapshots)
    monkeypatch.setattr(Strict, "most", 5)
    assert kept(store, snapshots)[0] == 8
    assert replay(store, "r", counter, snapshots=snapshots) == Strict(5)


def test_below_one_event_no_snapshot_can_be_taken():
    with pytest.raises(BadInput, match="every 0: give a whole number from 1 on"):
        Snapshots(Runner, "v1", every=0)


def test_a_foreign_tag_is_ignored_and_replayed(store):
    run(store, 10, Snapshots(Runner, "v1", every=5))
    doubled = Decider(Runner(), decide, lambda state, event: Runner(state.laps + 2, state.metres))
    renewed = Snapshots(Runner, "v2", every=5)
    assert replay(store, "r", doubled, snapshots=renewed) == Runner(20, 0)


def test_a_snapshot_of_another_shape_under_the_same_tag_is_ignored(store):
    class Runner2(msgspec.Struct, frozen=True):
        laps: int = 0
        metres: int = 0
        longest: int = 0  # would be read as 0 from an old snapshot

    def evolve2(state, event):
        return Runner2(state.laps + 1, state.metres + event.metres, max(state.longest, event.metres))

    run(store, 10, Snapshots(Runner, "v1", every=5))
    new = Snapshots(Runner2, "v1", every=5)
    assert replay(store, "r", Decider(Runner2(), decide, evolve2), snapshots=new).longest == 28


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: data[:3],
        lambda data: data[:-1],
        lambda data: data.replace(b"10", b"11"),
        lambda data: b"\0\0\0\0" + data[4:],
        lambda data: b"\xff" * len(data),
    ],
)
def test_a_damaged_snapshot_is_ignored_and_replaced(store, change):
    snapshots = Snapshots(Runner, "v1", every=5)
    run(store, 10, snapshots)
    sound = kept(store, snapshots)
    damage(store, snapshots, change)
    assert kept(store, snapshots)[1] != sound[1]
    assert replay(store, "r", runner, snapshots=snapshots) == replay(store, "r", runner)
    run(store, 1, snapshots)
    assert kept(store, snapshots)[0] == 11
    assert replay(store, "r", runner, snapshots=snapshots) == replay(store, "r", runner)


def test_a_snapshot_copied_from_another_stream_or_version_is_ignored(store):
    snapshots = Snapshots(Runner, "v1", every=5)
    run(store, 10, snapshots)
    version, data = kept(store, snapshots)
    run(store, 12, stream="s")
    store.save_snapshot("s", version, "v1", data)
    assert replay(store, "s", runner, snapshots=snapshots) == replay(store, "s", runner)
    store.save_snapshot("r", version + 1, "v1", data)
    run(store, 2)
    assert replay(store, "r", runner, snapshots=snapshots) == replay(store, "r", runner)


def test_a_snapshot_beyond_the_end_of_its_stream_is_ignored():
    long, short = MemoryStore(), MemoryStore()
    snapshots = Snapshots(Runner, "v1", every=5)
    run(long, 10, snapshots)
    run(short, 7)
    short.save_snapshot("r", 10, "v1", kept(long, snapshots)[1])
    assert replay(short, "r", runner, snapshots=snapshots) == replay(short, "r", runner)
    [stored] = handle(short, "r", runner, 1, snapshots=snapshots)
    assert stored.version == 8


def test_the_past_is_replayed_from_the_events(store):
    snapshots = Snapshots(Runner, "v1", every=5)
    run(store, 10, snapshots)
    assert replay(store, "r", runner, 3, snapshots=snapshots).laps == 3


def test_a_state_that_does_not_come_back_equal_is_not_kept_and_the_events_are():
    wrong = Snapshots(dict, "v1", every=1)
    store = MemoryStore()
    with pytest.warns(SnapshotNotKept, match="'r'"):
        [stored] = handle(store, "r", runner, 1, snapshots=wrong)
    assert store.read("r") == (stored,)
    assert kept(store, wrong) is None


def test_a_store_that_cannot_keep_a_snapshot_does_not_undo_the_command():
    class Busy(MemoryStore):
        def save_snapshot(self, stream, version, tag, data):
            raise TransactionConflict.waited("here", 5)

    store = Busy()
    with pytest.warns(SnapshotNotKept, match="another writer held it"):
        [stored] = handle(store, "r", runner, 1, snapshots=Snapshots(Runner, "v1", every=1))
    assert store.read("r") == (stored,)


def test_nothing_is_kept_for_a_command_that_lost_the_race():
    class Racing(MemoryStore):
        def append(self, stream, events, *, expected, **more):
            if expected == 0:
                super().append(stream, [LapRun(metres=1)], expected=ANY)
            return super().append(stream, events, expected=expected, **more)

    store, snapshots = Racing(), Snapshots(Runner, "v1", every=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        handle(store, "r", runner, 1, snapshots=snapshots)
    assert kept(store, snapshots)[0] == 2
    assert replay(store, "r", runner, snapshots=snapshots) == Runner(2, 2)
