"""Dinners recorded by programs that no longer exist, and what seven small changes do to them.

`seven_changes()` runs seven versions of one class over one log; `roll_out(first)` deploys a new schema, the
writer first or the readers first. Both register their classes under the name DinnerOrdered and remove
them afterwards, so that the class of a notebook stays. Lesson 10 shows both. Amounts are cents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from companion.diagrams import Picture, grid
from companion.events import CodecError, Event, VirtualClock, afresh, upcaster
from companion.sourcing import MemoryStore, UnreadableEvent

from .two_machines import dollars

__all__ = [
    "COLUMNS",
    "Change",
    "DinnerConfirmed",
    "RollOut",
    "drawn",
    "roll_out",
    "seven_changes",
]

NAME = "DinnerOrdered"


class DinnerConfirmed(Event):
    """The restaurant has said yes to a dinner, and the customer may hear of it."""

    order_id: str
    total_cents: int


DINNERS = (("order-45", 450), ("order-46", 1210), ("order-47", 2890))
NEXT_CENTS, TAX = 1_000, 1.19
COLUMNS = ("new program reads the old log", "old program reads a new event", "revenue, old and new: $55.50")


class Change(msgspec.Struct, frozen=True):
    """What one change does: can each program read the other's events, and the revenue in cents that the new
    program finds (None where it cannot read)."""

    name: str
    old_log: bool
    old_program: bool
    revenue_cents: int | None

    @property
    def right(self) -> bool:
        """Whether the revenue of the old dinners and the new one is what the customers paid, without tax."""
        return self.revenue_cents == sum(cents for _, cents in DINNERS) + NEXT_CENTS

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """A look and a word for each of COLUMNS, as `diagrams.grid` takes them."""
        said = "not known" if self.revenue_cents is None else dollars(self.revenue_cents)
        log, program = [
            ("kept", "reads it") if reads else ("lost", "cannot")
            for reads in (self.old_log, self.old_program)
        ]
        return log, program, ("kept" if self.right else "lost", said)


def seven_changes() -> tuple[Change, ...]:
    """Seven versions of DinnerOrdered, each over the same three dinners of last year and one of its own."""
    return tuple(_tried(name, change) for name, change in _CHANGES.items())


def drawn() -> Picture:
    """A picture of the seven changes."""
    changes = seven_changes()
    rows = [change.name for change in changes]
    return grid(rows, COLUMNS, [change.cells for change in changes], title="What seven small changes do")


def as_it_was() -> type[Event]:
    """The class of last year, which wrote the three dinners."""

    class DinnerOrdered(Event):
        order_id: str
        total_cents: int

    return DinnerOrdered


def _renamed() -> type[Event]:
    class DinnerOrdered(Event):
        order_id: str
        amount_cents: int

    return DinnerOrdered


def _renamed_with_default() -> type[Event]:
    class DinnerOrdered(Event):
        order_id: str
        amount_cents: int = 0

    return DinnerOrdered


def with_upcaster() -> type[Event]:
    """Schema 2 renames the field, and an upcaster reads schema 1."""

    class DinnerOrdered(Event, schema=2):
        order_id: str
        amount_cents: int

    @upcaster(NAME, 1)
    def renamed(fields: dict[str, Any]) -> dict[str, Any]:
        return {"order_id": fields["order_id"], "amount_cents": fields["total_cents"]}

    return DinnerOrdered


def _optional_field() -> type[Event]:
    class DinnerOrdered(Event):
        order_id: str
        total_cents: int
        tip_cents: int = 0

    return DinnerOrdered


def _required_field() -> type[Event]:
    class DinnerOrdered(Event):
        order_id: str
        total_cents: int
        tip_cents: int

    return DinnerOrdered


def _dropped() -> type[Event]:
    class DinnerOrdered(Event):
        order_id: str

    return DinnerOrdered


GROSS = "same field, now with tax"
_CHANGES: dict[str, Callable[[], type[Event]]] = {
    "renamed": _renamed,
    "renamed, with a default": _renamed_with_default,
    "renamed, schema 2 and an upcaster": with_upcaster,
    "new field with a default": _optional_field,
    "new field without a default": _required_field,
    "field dropped": _dropped,
    GROSS: as_it_was,
}


def _tried(name: str, change: Callable[[], type[Event]]) -> Change:
    with afresh(NAME):
        store = MemoryStore(clock=VirtualClock())
        _write(store, as_it_was(), DINNERS)
        new = change()
        old_log = _revenue(store) is not None
        paid = round(NEXT_CENTS * TAX) if name == GROSS else NEXT_CENTS
        _write(store, new, [("order-48", paid)])
        revenue_cents = _revenue(store)
        as_it_was()
        return Change(name, old_log, _can_read(store, "order-48"), revenue_cents)


def _write(store: MemoryStore, kind: type[Event], dinners: Any) -> None:
    for order_id, cents in dinners:
        values = {"order_id": order_id, "total_cents": cents, "amount_cents": cents, "tip_cents": 50}
        event = kind(**{field: values[field] for field in kind.__struct_fields__})
        store.append(order_id, [event], expected=0)


def _revenue(store: MemoryStore) -> int | None:
    """The revenue that the current program finds; None if it cannot read the log."""
    try:
        events = [each.event for each in store.read_all()]
    except (CodecError, UnreadableEvent):
        return None
    return sum(getattr(event, "total_cents", getattr(event, "amount_cents", 0)) for event in events)


def _can_read(store: MemoryStore, stream: str) -> bool:
    try:
        return bool(store.read(stream))
    except (CodecError, UnreadableEvent):
        return False


class RollOut(msgspec.Struct, frozen=True):
    """The work of Billing while a schema was rolled out: the steps in words, and its `lag` at the end."""

    steps: tuple[str, ...]
    lag: int

    def __repr__(self) -> str:
        return "\n".join([*self.steps, f"lag: {self.lag}"])


def roll_out(first: str) -> RollOut:
    """Deploy schema 2 with its upcaster: `first` is "writer" or "readers". The writer is rolled back after
    one dinner, and five more are ordered. Billing reads all the while. Raises ValueError for another word.
    """
    if first not in ("writer", "readers"):
        raise ValueError(f'first={first!r}: give "writer" or "readers"')
    with afresh(NAME):
        store = MemoryStore(clock=VirtualClock())
        _write(store, as_it_was(), [("order-1", 450)])
        _write(store, with_upcaster(), [("order-2", 1210)])
        steps = ["order-1: schema 1", "order-2: schema 2, then the writer is rolled back"]
        _write(store, as_it_was(), [(f"order-{n}", 450) for n in range(3, 8)])
        steps.append("order-3 … order-7: schema 1")
        kind = with_upcaster() if first == "readers" else as_it_was()
        steps += [f"Billing, schema {kind.__schema__}: {_billed(store)}" for _ in range(2)]
        return RollOut(tuple(steps), store.lag("billing"))


def _billed(store: MemoryStore) -> str:
    """How many events Billing reads from its checkpoint on."""
    read = 0
    try:
        for _ in store.subscribe("billing"):
            read += 1
    except UnreadableEvent as error:
        return f"reads {read}, then {type(error.__cause__).__name__}"
    return f"reads {read}"
