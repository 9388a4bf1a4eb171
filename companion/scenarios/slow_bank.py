"""A bank that a saga asks: what it writes on Ada's statement, and when.

`Bank` is one account: money moves with `take` and `give`, and `notes` is saved together with it. What is done
for a request is a pair of functions, `charge(bank, key, cents)` and `refund(bank, key, cents)`: those of a
lesson's reader, or `careless` ones that note what was done and not what was undone. `SlowBank` puts requests
into a queue and works later; `ForgetfulBank` drops its notes after some hours, and its answers get lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from companion.events import Clock
from companion.sagas import PENDING, Backoff, Saga, SagaData, Step
from companion.sourcing import EventStore

from .shop_saga import shop_saga

__all__ = [
    "UNDO", "Bank", "Doing", "ForgetfulBank", "SlowBank", "Work", "careless_charge", "careless_refund",
    "charging", "nothing",
]  # fmt: skip

UNDO: Final = "/undo"


class Bank:
    """Ada's account with the shop's bank. `statement` holds what she sees, in cents: taken is positive, given
    back negative. `notes` is an empty dict for whoever works here; both are saved together, all or nothing.
    """

    def __init__(self) -> None:
        self.statement: list[int] = []
        self.notes: dict[Any, Any] = {}

    def take(self, cents: int) -> str:
        """Take `cents` from Ada's card; the receipt."""
        self.statement.append(cents)
        return f"receipt {len(self.statement)}"

    def give(self, cents: int) -> None:
        """Give `cents` back to her."""
        self.statement.append(-cents)

    @property
    def paid_cents(self) -> int:
        """What she has paid, less what went back."""
        return sum(self.statement)


Work = Callable[[Bank, str, int], object]
Doing = Callable[[SagaData, str], object]


def nothing(data: SagaData, key: str) -> None:
    """The default before and after a step: nothing happens."""


def careless_charge(bank: Bank, key: str, cents: int) -> object:
    """Take the money once for each key that is known to be done."""
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def careless_refund(bank: Bank, key: str, cents: int) -> None:
    """Give back what was taken, if anything was; an undo that finds nothing leaves no note."""
    done = key.removesuffix(UNDO)
    if done in bank.notes and key not in bank.notes:
        bank.give(cents)
        bank.notes[key] = "given back"


class SlowBank(Bank):
    """A bank that takes a request, answers PENDING, and does it when `work()` is called."""

    def __init__(self, charge: Work = careless_charge, refund: Work = careless_refund) -> None:
        super().__init__()
        self.charge, self.refund = charge, refund
        self.queue: list[tuple[str, int]] = []

    def ask(self, data: Any, key: str) -> object:
        """The action: the request waits in the queue."""
        self.queue.append((key, data["pieces"] * data["price_cents"]))
        return PENDING

    def undo(self, data: Any, key: str) -> None:
        """The compensation, done at once."""
        self.refund(self, key, data["pieces"] * data["price_cents"])

    def work(self) -> None:
        """Do what waits, oldest first."""
        waiting, self.queue = self.queue, []
        for key, cents in waiting:
            self.charge(self, key, cents)


class ForgetfulBank(Bank):
    """A bank that drops a note `keeps_h` hours after it was made. Its refunds work, but the first `lost`
    answers to them never arrive (ConnectionError).
    """

    def __init__(self, clock: Clock, keeps_h: float, lost: int = 3) -> None:
        super().__init__()
        self.clock, self.keeps, self.lost = clock, timedelta(hours=keeps_h), lost
        self.noted: dict[str, datetime] = {}

    def ask(self, data: Any, key: str) -> None:
        """The action: charge, unless the key is still known."""
        if self._is_new(key):
            self.take(data["pieces"] * data["price_cents"])

    def undo(self, data: Any, key: str) -> None:
        """The compensation: give back, unless the key is still known. Raises ConnectionError."""
        if self._is_new(key):
            self.give(data["pieces"] * data["price_cents"])
        if self.lost:
            self.lost -= 1
            raise ConnectionError("the answer was lost")

    def _is_new(self, key: str) -> bool:
        seen = self.noted.get(key)
        if seen is not None and self.clock.now() - seen < self.keeps:
            return False
        self.noted[key] = self.clock.now()
        return True


def charging(
    store: EventStore,
    action: Doing | None = None,
    undo: Doing | None = None,
    *,
    before: Doing = nothing,
    after: Doing = nothing,
    timeout_s: float | None = None,
    wait_s: float = 0.0,
) -> Saga:
    """`shop_saga` with another step charge: `action` and `undo` take the place of Payment's own.

    `before` and `after` are called around the action, so that something can happen there: an error, a crash,
    somebody else. The step is tried once and may answer for `timeout_s` seconds; between two tries of its
    undo it waits `wait_s`, doubled each time.
    """
    steps = {step.name: step for step in shop_saga(store).steps}
    do = action or steps["charge"].action

    def charge(data: SagaData, key: str) -> object:
        before(data, key)
        answer = do(data, key)
        after(data, key)
        return answer

    backoff = Backoff(first_wait_s=wait_s)
    steps["charge"] = Step(
        "charge", charge, undo or steps["charge"].compensation, timeout_s=timeout_s, backoff=backoff
    )
    return Saga("shop", list(steps.values()))
