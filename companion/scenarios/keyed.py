"""Services that sagas may ask again: deciders that know, by key, what they have done and undone.

A key is done once, however often it is asked for; undone once; and an action that arrives after its own undo
does nothing. Undoing a key that was never done is noted too, for that reason. The ledger is folded from the
service's own events, so it is in the same append as the effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from companion.events import Event
from companion.sagas import SagaData
from companion.sourcing import EventStore
from companion.sourcing.decider import Decider, handle

__all__ = ["Ask", "Ledger", "Service", "asking", "keyed"]


class Ask(NamedTuple):
    """A command to a service: do under `key` what the saga's `data` say; with `undo`, undo it."""

    key: str
    data: Mapping[str, Any]
    undo: bool = False


class Ledger(msgspec.Struct, frozen=True):
    """The keys a service has done and undone, and how many pieces it has left, if it has pieces."""

    done: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()
    left: int = 0

    def holds(self, key: str) -> bool:
        """Whether the effect of `key` is in force."""
        return key in self.done and key not in self.undone


Service = Decider[Ledger, Ask]


def keyed(did: type[Event], undid: type[Event] | None, decide: Callable[[Ask, Ledger], Event]) -> Service:
    """The service whose fact for a key done is `did`, and `undid` for one undone (None: nothing can be).

    Both have a field `key`. `decide(ask, ledger)` is pure, returns the fact or raises a `Refused`, and is
    called only for what is to be done. A field `pieces` is taken from what is left, or given back.
    """

    def by_key(ask: Ask, ledger: Ledger) -> list[Event]:
        known = ledger.undone if ask.undo else ledger.done | ledger.undone
        return [] if ask.key in known else [decide(ask, ledger)]

    def evolve(ledger: Ledger, event: Any) -> Ledger:
        done, undone, left = ledger.done, ledger.undone, ledger.left
        pieces = getattr(event, "pieces", 0)
        if isinstance(event, did):
            return Ledger(done | {event.key}, undone, left - pieces)  # type: ignore[attr-defined]
        if undid is not None and isinstance(event, undid):
            return Ledger(done, undone | {event.key}, left + pieces)  # type: ignore[attr-defined]
        return Ledger(done, undone, left + pieces)

    return Decider(Ledger(), by_key, evolve)


def asking(
    store: EventStore, name: str, service: Service, stream: str, *, undo: bool = False, **more: str
) -> Callable[[SagaData, str], None]:
    """The action of a saga's step that asks `service`, called `name`; with `undo`, its compensation.

    `stream` is where the service keeps its facts, with the saga's data in braces; `more` is added to the
    data. The facts name the saga's last event as their cause, so that a trace shows who asked; a saga
    without a log in `store`, as a choreography is, leaves no cause.
    """

    def act(data: SagaData, key: str) -> None:
        key = key.removesuffix("/undo")
        log = store.read("saga:" + key.rpartition("/")[0])
        command = Ask(key, {**data, **more}, undo)
        because = log[-1] if log else None
        handle(store, stream.format(**data), service, command, cause=because, service=name)

    return act
