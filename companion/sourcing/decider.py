"""The decider: how a command becomes events, and how events become the state for the next decision.

`decide` and `evolve` are pure functions: no clock, no store, no network. `handle` joins them to a store:
read, fold, decide, append where the stream was read. Corrections (`corrections.py`) are applied.
The lock is the expected version: of two writers who
decided on the same state one is refused by the store, and decides again on what the other wrote. Left out:
what spans streams, which is a saga. Source: J. Chassaing, "Functional Event Sourcing Decider" (2021).

`Snapshots` keep folded states beside a stream, so that a long history need not be folded for each command. A
snapshot is a cache: the events stay the truth. A snapshot with another tag, of another shape, damaged, beyond
the end of its stream, or followed by a correction is ignored and later replaced; a state that would not be
read back equal is not kept. So the state is the same with and without snapshots.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import UTC, tzinfo
from functools import reduce
from types import EllipsisType
from typing import Any, Generic, TypeVar, get_origin
from zlib import crc32

import msgspec

from companion.events import BadInput, Envelope, Event
from companion.events.arguments import (
    check_can,
    check_count,
    check_function,
    check_store,
    check_text,
)

from .corrections import EventCorrected, in_effect
from .errors import ConcurrencyError
from .store import EventStore, Until

C = TypeVar("C")  # the commands
S = TypeVar("S")  # the state

_SUM = 4  # bytes of the checksum before a snapshot's JSON
ATTEMPTS = 100  # each conflict means that another writer succeeded, so this many in a row are rare


@dataclass(frozen=True)
class Decider(Generic[S, C]):
    """`initial` is the state before any event; `decide(command, state)` gives the events that follow, or
    raises a `Refused`; `evolve(state, event)` gives the next state. Raises TypeError for an `initial` that
    could be changed in place: a change for one stream would change all.
    """

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Any], S]

    def __post_init__(self) -> None:
        check_function("decide", self.decide)
        check_function("evolve", self.evolve)
        if _can_change(self.initial):
            raise TypeError(
                f"initial={self.initial!r} can be changed in place, and all streams begin with it: give a "
                f"frozen struct or dataclass, a tuple, a frozenset, or MappingProxyType({{}}), and let "
                f"evolve make a new state"
            )


def fold(decider: Decider[S, Any], events: Iterable[Event], state: S | EllipsisType = ...) -> S:
    """The state after `events`, oldest first, beginning from `state` (default: the decider's initial)."""
    _check_fold(decider, events)
    return reduce(decider.evolve, events, decider.initial if state is ... else state)


def replay(
    store: EventStore,
    stream: str,
    decider: Decider[S, Any],
    until: Until = None,
    zone: tzinfo = UTC,
    *,
    snapshots: Snapshots[S] | None = None,
) -> S:
    """The state of `stream` now, or as of `until`: a version, an aware datetime, or a date, whose whole day
    in `zone` counts. An unknown stream has the initial state. Corrections recorded by then are heard.

    `snapshots` shorten the way to the present; to a moment in the past all events are read. Raises what
    `store.read` raises.
    """
    if until is None:
        return current(store, stream, decider, snapshots).state
    events = store.read_events(stream, until=until, zone=zone)
    return fold(decider, in_effect(store, stream, events, until, zone))


# fmt: off
def handle(
    store: EventStore, stream: str, decider: Decider[S, C], command: C, *, cause: Envelope | None = None,
    correlation_id: str | None = None, service: str | None = None, attempts: int = ATTEMPTS,
    snapshots: Snapshots[S] | None = None,
) -> tuple[Envelope, ...]:
    """Read, fold, decide, append; returns what was stored, nothing if there was nothing to decide.

    When others appended in between, all of it is done again, at most `attempts` times; then their
    `ConcurrencyError` is raised. Every other error of `decide` or the store, such as a `Refused`, is
    raised at once. `cause`, `correlation_id` and `service` are as in `append`.
    """
    if type(attempts) is not int or attempts < 1:
        raise ValueError(f"attempts={attempts!r}: give a whole number; a command is tried at least once")
    while True:
        now = current(store, stream, decider, snapshots)
        events = _several(decider.decide(command, now.state))
        if not events:
            return ()
        try:
            stored = store.append(stream, events, expected=now.version, cause=cause,
                                  correlation_id=correlation_id, service=service)
        except ConcurrencyError:
            attempts -= 1
            if not attempts:
                raise
        else:
            if snapshots is not None:
                snapshots.keep(store, stream, decider, now, events)
            return stored
# fmt: on


@dataclass(frozen=True)
class Current(Generic[S]):
    """A stream's state as of `version`; `kept` is the version of the snapshot that was used, 0 for none."""

    state: S
    version: int
    kept: int = 0


def current(
    store: EventStore, stream: str, decider: Decider[S, Any], snapshots: Snapshots[S] | None = None
) -> Current[S]:
    """The state of `stream` now and its version, from the newest snapshot on if there is a usable one."""
    _check_decider(decider)
    check_store(store)
    if snapshots is not None:
        found = snapshots.current(store, stream, decider)
        if found is not None:
            return found
    events = store.read_events(stream)
    return Current(fold(decider, in_effect(store, stream, events, len(events))), len(events))


def rebuild(store: EventStore, decider: Decider[S, Any], prefix: str = "") -> dict[str, S]:
    """The state of every stream whose name begins with `prefix`, from one pass over the global log, in the
    order of their first events. Streams with corrections are read once more.
    """
    _check_decider(decider)
    check_store(store)
    states: dict[str, S] = {}
    corrected: dict[str, None] = {}
    evolve, initial, known = decider.evolve, decider.initial, states.get
    for stream, event in store.scan():
        if type(event) is EventCorrected:
            corrected[stream] = None
        elif stream not in corrected and (not prefix or stream.startswith(prefix)):
            states[stream] = evolve(known(stream, initial), event)
    again = [stream for stream in corrected if stream.startswith(prefix)]
    return states | {stream: current(store, stream, decider).state for stream in again}


def _check_decider(decider: object) -> None:
    check_can("decider", decider, "a Decider(initial, decide, evolve)", "initial", "decide", "evolve")


def _check_fold(decider: object, events: object) -> None:
    _check_decider(decider)
    if isinstance(events, str) or not isinstance(events, Iterable):
        raise BadInput("events", events, "give a list of events")


def _several(decided: object) -> tuple[Event, ...]:
    """What `decide` returned, if it can be events at all."""
    if isinstance(decided, Iterable):
        return tuple(decided)
    raise TypeError(f"decide returned {decided!r}: return a list of events, [] when nothing happens")


def _can_change(value: object) -> bool:
    if isinstance(value, msgspec.Struct):
        return not value.__struct_config__.frozen
    if is_dataclass(value) and not isinstance(value, type):
        return not getattr(value, "__dataclass_params__").frozen  # noqa: B009  (unknown to the type checker)
    return isinstance(value, (list, dict, set, bytearray))


# --- snapshots ----------------------------------------------------------------------------------------


class SnapshotNotKept(RuntimeWarning):
    """A snapshot could not be kept. The events are stored; reading them takes longer."""


class Snapshots(Generic[S]):
    """Snapshots of states of `state_type`, any type msgspec reads and writes, one about every `every` events.

    `tag` names what they mean: give another when `evolve` or the fields change, and old ones are ignored.
    Raises `BadInput`, and TypeError for a type msgspec cannot describe.
    """

    def __init__(self, state_type: type[S], tag: str, every: int = 100) -> None:
        check_count("every", every, 1)
        check_text("tag", tag)
        if not isinstance(state_type, type) and get_origin(state_type) is None:
            raise BadInput("state_type", state_type, "give the class of the state")
        self.tag, self.every = tag, every
        self._decoder = msgspec.json.Decoder(state_type)
        # A new field with a default would read old snapshots without complaint, and wrongly.
        self._shape = msgspec.json.encode(msgspec.json.schema(state_type), order="deterministic")

    def current(self, store: EventStore, stream: str, decider: Decider[S, Any]) -> Current[S] | None:
        """The state of `stream` from its newest snapshot on; None if there is none that can be used."""
        found = store.load_snapshot(stream, self.tag)
        if found is None:
            return None
        version, data = found
        if self._sum(stream, version, data[_SUM:]) != data[:_SUM]:
            return None
        # One event more than needed: if the last one folded is not there, the snapshot is of another history.
        events = store.read_events(stream, after=version - 1)
        if not events or EventCorrected in map(type, events[1:]):  # it may be about what was folded before
            return None
        try:
            state: S = self._decoder.decode(data[_SUM:])
        except Exception:  # the class refuses now what it took then
            return None
        return Current(fold(decider, events[1:], state), version + len(events) - 1, kept=version)

    def keep(
        self,
        store: EventStore,
        stream: str,
        decider: Decider[S, Any],
        before: Current[S],
        new: Iterable[Event],
    ) -> None:
        """Keep the state after `new` events if enough have come since the last snapshot.

        Never raises for a state that cannot be kept, nor an error of the store: the events are stored, and
        after an error the command would be sent again. It warns, `SnapshotNotKept`.
        """
        new = tuple(new)
        version = before.version + len(new)
        if version - before.kept < self.every or EventCorrected in map(type, new):
            return
        try:
            state = fold(decider, new, before.state)
            data = msgspec.json.encode(state)
            if self._decoder.decode(data) != state:
                raise ValueError(f"{state!r:.80} does not come back equal from JSON")
            store.save_snapshot(stream, version, self.tag, self._sum(stream, version, data) + data)
        except Exception as problem:
            warnings.warn(f"No snapshot of {stream!r}: {problem}", SnapshotNotKept, stacklevel=3)

    def _sum(self, stream: str, version: int, data: bytes) -> bytes:
        about = f"{stream}\0{version}\0".encode()
        return crc32(about + self._shape + b"\0" + data).to_bytes(_SUM, "big")
