"""Two cash machines and one account of $500: both are asked for $400 in the same second.

`two_machines(way)` plays that second: both machines read, then machine A pays, then machine B would. The
account is kept as a row, as events that nobody guards, as events with an expected version, or by a `handle`
of the reader's. Lesson 08 shows all four. Amounts are cents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from companion.events import Envelope, VirtualClock
from companion.sourcing import ANY, ConcurrencyError, Decider, EventStore, MemoryStore, replay

from .bank import FIVE_HUNDRED, bank, five_hundred
from .bank_events import Withdraw

__all__ = ["Machines", "dollars", "two_machines"]

ASKED_CENTS = 40_000
MACHINES = ("Machine A", "Machine B")

Handle = Callable[[Any, str, Any, Any], object]


def dollars(cents: int) -> str:
    """An amount as people write it: 81000 is $810.00."""
    return f"{'-' if cents < 0 else ''}${abs(cents) / 100:,.2f}"


class Machines(msgspec.Struct):
    """The result: the `steps` in words, `paid_cents` over both machines, what is `written` afterwards, and
    the `store` it is written in (None for the row)."""

    steps: list[str]
    paid_cents: int
    written: str
    store: EventStore | None = None

    @property
    def envelopes(self) -> tuple[Envelope, ...]:
        """The account's events, oldest first; none for the row."""
        return tuple(self.store.read(FIVE_HUNDRED)) if self.store else ()

    def __repr__(self) -> str:
        return "\n".join([*self.steps, f"paid out: {dollars(self.paid_cents)}", f"written:  {self.written}"])


def two_machines(way: str | Handle) -> Machines:
    """Play the second in which both machines are asked for $400.

    `way` is "row", "any" (events, whatever is there), "version" (events, only if nothing came in between), or
    a function `handle(store, stream, decider, command)`. Raises ValueError for any other.
    """
    if way == "row":
        return _on_a_row()
    if way in ("any", "version"):
        return _on_a_log(guarded=way == "version")
    if callable(way):
        return _handled(way)
    raise ValueError(f'way={way!r}: give "row", "any", "version", or a function such as handle')


def _on_a_row() -> Machines:
    balance_cents, paid_cents = 50_000, 0
    steps, seen = [], {}
    for machine in MACHINES:
        seen[machine] = balance_cents
        steps.append(f"{machine} reads {dollars(balance_cents)}")
    for machine in MACHINES:
        if seen[machine] >= ASKED_CENTS:
            balance_cents = seen[machine] - ASKED_CENTS
            paid_cents += ASKED_CENTS
            steps.append(f"{machine} pays {dollars(ASKED_CENTS)}, writes {dollars(balance_cents)}")
    return Machines(steps, paid_cents, f"one row, {{id: {FIVE_HUNDRED}, balance: {dollars(balance_cents)}}}")


def _on_a_log(guarded: bool) -> Machines:
    store = _five_hundred()
    steps, paid_cents, seen = [], 0, {}
    for machine in MACHINES:
        account, version = replay(store, FIVE_HUNDRED, bank), store.version(FIVE_HUNDRED)
        seen[machine] = account, version
        steps.append(f"{machine} reads {dollars(account.balance_cents)} at version {version}")
    for machine in MACHINES:
        account, version = seen[machine]
        decided = bank.decide(Withdraw(ASKED_CENTS), account)
        try:
            store.append(FIVE_HUNDRED, decided, expected=version if guarded else ANY, service=machine)
        except ConcurrencyError as error:
            steps.append(f"{machine} pays nothing. ConcurrencyError: {error}")
        else:
            paid_cents += ASKED_CENTS
            steps.append(f"{machine} appends MoneyWithdrawn, pays {dollars(ASKED_CENTS)}")
    return Machines(steps, paid_cents, _balance(store), store)


def _handled(handle: Handle) -> Machines:
    """Machine A has read when machine B comes in and is done; then A goes on."""
    store = _five_hundred()
    steps = [f"{MACHINES[0]} reads {dollars(50_000)} at version 4"]
    paid = []

    def asks(machine: str, at: Any) -> None:
        try:
            handle(at, FIVE_HUNDRED, at.bank, Withdraw(ASKED_CENTS))
        except Exception as no:  # whatever a handle of the reader's raises is what its customer hears
            steps.append(f"{machine} pays nothing. {type(no).__name__}: {getattr(no, 'reason', no)}")
        else:
            paid.append(machine)
            steps.append(f"{machine} pays {dollars(ASKED_CENTS)}")

    second = _Limited(store)
    asks(MACHINES[0], _Limited(store, lambda: asks(MACHINES[1], second)))
    return Machines(steps, ASKED_CENTS * len(paid), _balance(store), store)


class _Limited:
    """`store` and `bank` for one command of a machine: another machine acts right after its first read, and
    an endless handle is stopped.
    """

    def __init__(self, store: EventStore, other: Callable[[], None] | None = None) -> None:
        self._store, self._left = store, 200
        self._others = [other] if other else []
        self.bank = Decider(bank.initial, self._counted(bank.decide), self._counted(bank.evolve))

    def __getattr__(self, name: str) -> Any:
        return self._counted(getattr(self._store, name))

    def read_events(self, *given: Any, **named: Any) -> Any:
        """See `EventStore.read_events`."""
        events = self._counted(self._store.read_events)(*given, **named)
        if self._others:
            self._others.pop()()
        return events

    def _counted(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*given: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                raise TimeoutError("this handle asks again and again and comes to no end")
            return ask(*given, **named)

        return asked


def _five_hundred() -> EventStore:
    store = MemoryStore(clock=VirtualClock())
    five_hundred(store)
    return store


def _balance(store: EventStore) -> str:
    cents = replay(store, FIVE_HUNDRED, bank).balance_cents
    return f"{store.version(FIVE_HUNDRED)} events, which come to {dollars(cents)}"
