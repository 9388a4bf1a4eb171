"""The decider: how a command becomes events, and how events become the state that the next is decided on.

`decide` and `evolve` are pure functions: no clock, no store, no network. `handle` joins them to a store:
read, fold, decide, append where the stream was read. What was corrected (`corrections.py`) counts corrected.
The lock is the expected version: of two writers who
decided on the same state one is refused by the store, and decides again on what the other wrote. Left out:
what spans streams, which is a saga. Source: J. Chassaing, "Functional Event Sourcing Decider" (2021).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import UTC, tzinfo
from functools import reduce
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from companion.events import Envelope, Event

from .corrections import EventCorrected, in_effect
from .errors import ConcurrencyError
from .store import EventStore, Until

if TYPE_CHECKING:
    from .snapshots import Snapshots

C = TypeVar("C")  # the commands
S = TypeVar("S")  # the state

ATTEMPTS = 100  # each conflict means that somebody else succeeded, so this many in a row are rare


@dataclass(frozen=True)
class Decider(Generic[S, C]):
    """`initial` is the state before any event; `decide(command, state)` gives the events that follow, or
    raises a `Refused`; `evolve(state, event)` gives the next state. Raises TypeError for an `initial` that
    could be changed in place: what happens to one stream would happen to all.
    """

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Any], S]

    def __post_init__(self) -> None:
        if _can_change(self.initial):
            raise TypeError(
                f"initial={self.initial!r} can be changed in place, and all streams begin with it: give a "
                f"frozen struct or dataclass, a tuple, a frozenset, or MappingProxyType({{}}), and let "
                f"evolve make a new state"
            )


def fold(decider: Decider[S, Any], events: Iterable[Event], state: S | EllipsisType = ...) -> S:
    """The state after `events`, oldest first, beginning from `state` (default: the decider's initial)."""
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
    `ConcurrencyError` is raised. Whatever else `decide` or the store raises, a `Refused` above all, passes
    through at once. `cause`, `correlation_id` and `service` are as in `append`.
    """
    if attempts < 1:
        raise ValueError(f"attempts={attempts}: a command is tried at least once")
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
    """A stream's state as of `version`; `kept` is the version of the snapshot it rests on, 0 for none."""

    state: S
    version: int
    kept: int = 0


def current(
    store: EventStore, stream: str, decider: Decider[S, Any], snapshots: Snapshots[S] | None = None
) -> Current[S]:
    """The state of `stream` now and its version, from the newest snapshot on if there is a sound one."""
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
    states: dict[str, S] = {}
    corrected: dict[str, None] = {}
    evolve, initial, known = decider.evolve, decider.initial, states.get
    for stream, event in store.scan():
        if type(event) is EventCorrected:
            corrected[stream] = None
        elif stream.startswith(prefix) and stream not in corrected:
            states[stream] = evolve(known(stream, initial), event)
    again = [stream for stream in corrected if stream.startswith(prefix)]
    return states | {stream: current(store, stream, decider).state for stream in again}


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
