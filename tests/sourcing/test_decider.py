"""Deciders: fold, replay, rebuild, and handle, which decides again when others were faster."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

import msgspec
import pytest

from companion.events import Envelope, Event, InvalidEvent
from companion.sourcing import (
    ANY,
    NO_STREAM,
    ConcurrencyError,
    Decider,
    MemoryStore,
    Refused,
    StoreUnavailable,
    fold,
    handle,
    rebuild,
    replay,
)


class SeatTaken(Event):
    seats: int


class HallRenamed(Event):
    name: str


class SoldOut(Refused):
    def __init__(self, free):
        super().__init__(free)
        self.free = free


def decide(seats, free):
    if seats > free:
        raise SoldOut(free)
    return [SeatTaken(seats=1)] * seats


def evolve(free, event):
    return free - event.seats if isinstance(event, SeatTaken) else free


hall = Decider(10, decide, evolve)


class Racing(MemoryStore):
    """Others append one seat before each of the first `times` appends, or for ever."""

    def __init__(self, times):
        super().__init__()
        self.times, self.appends = times, 0

    def append(self, stream, events, *, expected, **more):
        if expected is not ANY:
            self.appends += 1
            if self.appends <= self.times:
                super().append(stream, [SeatTaken(seats=1)], expected=ANY)
        return super().append(stream, events, expected=expected, **more)


def test_fold_is_evolve_event_after_event_from_the_initial_state():
    assert fold(hall, [SeatTaken(seats=2), HallRenamed(name="A"), SeatTaken(seats=3)]) == 5
    assert fold(hall, []) == 10


def test_fold_goes_on_from_a_given_state_even_from_none():
    assert fold(hall, [SeatTaken(seats=2)], 4) == 2
    last = Decider("nothing", lambda *_: [], lambda state, event: (state, event.seats))
    assert fold(last, [SeatTaken(seats=1)], None) == (None, 1)


def test_fold_takes_a_generator():
    assert fold(hall, (SeatTaken(seats=1) for _ in range(3))) == 7


def test_handle_stores_what_was_decided_and_returns_it():
    store = MemoryStore()
    stored = handle(store, "hall", hall, 2, service="Box office")
    assert store.read("hall") == stored
    assert [(each.version, each.service) for each in stored] == [(1, "Box office"), (2, "Box office")]
    assert replay(store, "hall", hall) == 8


def test_a_cause_hands_on_its_story():
    store = MemoryStore()
    [cause] = store.append("else", [HallRenamed(name="A")], expected=0, correlation_id="evening")
    [stored] = handle(store, "hall", hall, 1, cause=cause)
    assert (stored.correlation_id, stored.causation_id) == ("evening", cause.id)


def test_a_command_nobody_caused_may_belong_to_a_story():
    [stored] = handle(MemoryStore(), "hall", hall, 1, correlation_id="evening")
    assert (stored.correlation_id, stored.causation_id) == ("evening", None)


def test_when_nothing_is_decided_nothing_is_appended():
    store = Racing(times=1)
    assert handle(store, "hall", hall, 0) == ()
    assert store.appends == 0


def test_a_refusal_passes_through_at_once_and_stores_nothing():
    store, asked = MemoryStore(), []

    def counting(seats, free):
        asked.append(free)
        return decide(seats, free)

    with pytest.raises(SoldOut) as caught:
        handle(store, "hall", Decider(10, counting, evolve), 11)
    assert caught.value.free == 10
    assert asked == [10] and store.streams() == ()


@pytest.mark.parametrize("error", [ValueError, InvalidEvent("A", "b", "c", "d"), KeyboardInterrupt])
def test_whatever_else_goes_wrong_passes_through_at_once(error):
    asked = []

    def failing(command, state):
        asked.append(command)
        raise error

    with pytest.raises(error if isinstance(error, type) else InvalidEvent):
        handle(MemoryStore(), "hall", Decider(0, failing, evolve), "x")
    assert asked == ["x"]


def test_what_the_store_refuses_otherwise_passes_through_at_once():
    class Full(MemoryStore):
        asked = 0

        def append(self, *_, **__):
            self.asked += 1
            raise StoreUnavailable("here", "no room", full=True)

    store = Full()
    with pytest.raises(StoreUnavailable):
        handle(store, "hall", hall, 1)
    assert store.asked == 1


def test_after_a_conflict_it_decides_again_on_what_the_others_wrote():
    store = Racing(times=3)
    [stored] = handle(store, "hall", hall, 1)
    assert stored.version == 4 and store.appends == 4
    assert replay(store, "hall", hall) == 6


def test_a_conflict_can_turn_a_yes_into_a_refusal():
    store = Racing(times=3)
    with pytest.raises(SoldOut) as caught:
        handle(store, "hall", hall, 10)
    assert caught.value.free == 9
    assert store.version("hall") == 1


def test_after_so_many_attempts_the_conflict_is_raised():
    store = Racing(times=1000)
    with pytest.raises(ConcurrencyError) as caught:
        handle(store, "hall", hall, 1, attempts=3)
    assert store.appends == 3
    assert (caught.value.expected, caught.value.actual) == (2, 3)


@pytest.mark.parametrize("attempts", [0, -1, 1.5, True, "3"])
def test_attempts_that_are_no_whole_number_of_at_least_one_are_refused_before_anything_is_appended(attempts):
    store = MemoryStore()
    with pytest.raises(ValueError, match="at least once"):
        handle(store, "hall", hall, 1, attempts=attempts)
    assert store.read("hall") == ()


def test_decide_may_be_a_generator():
    def decide(seats, free):
        for _ in range(seats):
            yield SeatTaken(seats=1)

    assert len(handle(MemoryStore(), "hall", Decider(10, decide, evolve), 3)) == 3


@pytest.mark.parametrize("decided", [None, SeatTaken(seats=1), 7])
def test_a_decide_that_returns_no_list_is_told_so(decided):
    with pytest.raises(TypeError, match="return a list of events"):
        handle(MemoryStore(), "hall", Decider(10, lambda *_: decided, evolve), 1)


def test_replay_stops_at_a_version_a_moment_or_the_end_of_a_day():
    store = MemoryStore()
    noons = [datetime(2024, 1, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
    store.append("hall", [
        Envelope(id=f"seat-{at.day}", type="SeatTaken", event=SeatTaken(seats=1), time=at, correlation_id="s")
        for at in noons
    ], expected=NO_STREAM)  # fmt: skip
    assert replay(store, "hall", hall) == 7
    assert replay(store, "hall", hall, 2) == 8
    assert replay(store, "hall", hall, noons[0]) == 9
    assert replay(store, "hall", hall, date(2024, 1, 2)) == 8
    assert replay(store, "nowhere", hall) == 10


def test_rebuild_gives_every_stream_its_state_in_the_order_they_began():
    store = MemoryStore()
    for stream, seats in (("hall-b", 1), ("hall-a", 2), ("other", 3), ("hall-b", 4)):
        handle(store, stream, hall, seats)
    assert list(rebuild(store, hall).items()) == [("hall-b", 5), ("hall-a", 8), ("other", 7)]
    assert rebuild(store, hall, "hall-") == {
        stream: replay(store, stream, hall) for stream in ("hall-a", "hall-b")
    }


@dataclass
class Loose:
    free: int = 1


@dataclass(frozen=True)
class Firm:
    free: int = 1


class LooseStruct(msgspec.Struct):
    free: int = 1


class FirmStruct(msgspec.Struct, frozen=True):
    free: int = 1


@pytest.mark.parametrize("initial", [[], {}, set(), bytearray(), Loose(), LooseStruct()])
def test_an_initial_state_that_could_be_changed_in_place_is_refused(initial):
    with pytest.raises(TypeError, match="can be changed in place"):
        Decider(initial, decide, evolve)


@pytest.mark.parametrize(
    "initial", [None, 0, (), frozenset(), MappingProxyType({}), Firm(), FirmStruct(), Firm]
)
def test_a_firm_initial_state_is_taken(initial):
    assert Decider(initial, decide, evolve).initial is initial


def test_a_decider_cannot_be_changed():
    with pytest.raises(AttributeError):
        hall.initial = 11
