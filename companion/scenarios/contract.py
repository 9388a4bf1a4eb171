"""Savings and checking, $300 each, and a contract: together they never hold less than nothing.

Machine A is asked for $500 of savings, machine B for $500 of checking, machine G for $100 of Grace's account,
which has no part in the contract. Each has two steps: 1 reads all accounts and decides, 2 appends, expecting
the version at which it read *its* stream. `play(steps, streams)` plays the steps; `streams` says which stream
holds which account's events. Lesson 08 asks for steps that break the contract and for streams that keep it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import msgspec

from companion.events import Event, VirtualClock
from companion.sourcing import ANY, ConcurrencyError, EventStore, MemoryStore

from .two_machines import dollars

__all__ = ["ORDERS", "OWN_STREAM", "PaidIn", "PaidOut", "Played", "play"]

OWN_STREAM = {"savings": "savings", "checking": "checking", "grace": "grace"}
ASKS = {"A": ("savings", 50_000), "B": ("checking", 50_000), "G": ("grace", 10_000)}
TOGETHER = ("savings", "checking")
ORDERS = tuple(
    steps
    for steps in permutations(("A1", "A2", "B1", "B2"))
    if steps.index("A1") < steps.index("A2") and steps.index("B1") < steps.index("B2")
)
"""The six orders in which A and B can take their steps."""


class PaidIn(Event):
    """Money came into one of the accounts a stream holds."""

    account: str
    amount_cents: int


class PaidOut(Event):
    """Money left one of the accounts a stream holds."""

    account: str
    amount_cents: int


class Played(msgspec.Struct):
    """The result: the steps in words, each account's balance in cents, and the machines whose append the
    store refused (`conflicts`)."""

    said: list[str]
    balances: dict[str, int]
    conflicts: list[str]

    @property
    def together_cents(self) -> int:
        """Savings and checking together."""
        return sum(self.balances[account] for account in TOGETHER)

    def __repr__(self) -> str:
        return "\n".join([*self.said, f"together: {dollars(self.together_cents)}"])


def play(steps: Sequence[str], streams: Mapping[str, str] = OWN_STREAM) -> Played:
    """Play steps such as ["A1", "A2", "B1", "B2"]. Raises ValueError for a step that does not exist or that
    comes before its machine has read.
    """
    bank = _Bank(streams)
    for step in steps:
        bank.take(step)
    return Played(bank.said, bank.balances(), bank.conflicts)


class _Bank:
    """The three accounts in their streams, and what each machine has read."""

    def __init__(self, streams: Mapping[str, str]) -> None:
        self.store: EventStore = MemoryStore(clock=VirtualClock())
        self.streams = dict(streams)
        self.read: dict[str, tuple[bool, int]] = {}
        self.said: list[str] = []
        self.conflicts: list[str] = []
        for account in OWN_STREAM:
            self.store.append(
                self.streams[account], [PaidIn(account=account, amount_cents=30_000)], expected=ANY
            )

    def take(self, step: str) -> None:
        machine, what = step[:1], step[1:]
        if machine not in ASKS or what not in ("1", "2"):
            raise ValueError(f"there is no step {step!r}: the steps are A1, A2, B1, B2, G1 and G2")
        if what == "1":
            self._reads(machine)
        elif machine not in self.read:
            raise ValueError(f"{step} before {machine}1: machine {machine} cannot append before it has read")
        else:
            self._appends(machine)

    def _reads(self, machine: str) -> None:
        account, cents = ASKS[machine]
        balances = self.balances()
        there = sum(balances[each] for each in TOGETHER) if account in TOGETHER else balances[account]
        self.read[machine] = there >= cents, self.store.version(self.streams[account])
        word = "together" if account in TOGETHER else "in the account"
        self.said.append(f"{machine}1: reads {dollars(there)} {word}")

    def _appends(self, machine: str) -> None:
        account, cents = ASKS[machine]
        enough, version = self.read[machine]
        if not enough:
            self.said.append(f"{machine}2: pays nothing, there is not enough")
            return
        try:
            paid = PaidOut(account=account, amount_cents=cents)
            self.store.append(self.streams[account], [paid], expected=version)
        except ConcurrencyError:
            self.conflicts.append(machine)
            self.said.append(f"{machine}2: pays nothing, ConcurrencyError")
        else:
            self.said.append(f"{machine}2: takes {dollars(cents)} out of {account}")

    def balances(self) -> dict[str, int]:
        found = dict.fromkeys(OWN_STREAM, 0)
        for stream in dict.fromkeys(self.streams.values()):
            for event in self.store.read_events(stream):
                if isinstance(event, PaidIn):
                    found[event.account] += event.amount_cents
                elif isinstance(event, PaidOut):
                    found[event.account] -= event.amount_cents
        return found
