"""Ten messages, a disk that survives crashes, and what must never be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from companion.lab import StoreDisk
from companion.sourcing import SQLiteStore

from box_office.decide import places
from box_office.facts import SEATS, STREAM, PaymentRefunded, SeatHeld, TicketIssued
from box_office.messages import Message
from box_office.office import Office

FAULTS = ("duplicate", "reorder", "crash")
MESSAGES = (
    Message("r1", "TicketRequested", "Ada"),
    Message("r2", "TicketRequested", "Bob"),
    Message("r3", "TicketRequested", "Cy"),
    Message("r4", "TicketRequested", "Dee"),
    Message("p1", "PaymentCaptured", "Ada"),
    Message("p2", "PaymentDeclined", "Bob"),
    Message("p3", "PaymentCaptured", "Cy"),
    Message("t1", "TicketReturned", "Ada"),
    Message("p4", "PaymentCaptured", "Dee"),
    Message("p5", "PaymentCaptured", "Bob"),
)


def by_id(message: Message) -> str:
    """What a schedule calls a message."""
    return message.id


def in_memory() -> StoreDisk:
    """A disk for one schedule; letters are put into `disk.post`."""
    return StoreDisk(post={})


def on_files(folder: Path) -> Callable[[], StoreDisk]:
    """The same, each with an SQLite file of its own."""
    numbers = iter(range(1_000_000))

    def disk() -> StoreDisk:
        file = folder / f"{next(numbers)}.db"
        return StoreDisk(lambda clock: SQLiteStore(file, clock=clock), post={})

    return disk


def build(disk: Any) -> Callable[[Message], object]:
    """The office as it is, on a disk of the lab. Called again after each crash."""

    def send(payment: str, buyer: str) -> None:
        disk.post = {**disk.post, payment: buyer}

    return Office(disk.store, send).handle


def invariant(disk: Any) -> str | None:
    """Seats, money, letters, view: None, or the first thing that is wrong."""
    facts = disk.store.read_events(STREAM)
    return _seats(facts) or _money(facts, disk.sent) or _letters(facts, disk.post) or _view(facts, disk.store)


def _seats(facts: Any) -> str | None:
    for count, fact in enumerate(facts):
        before, now = places(facts[:count]), places(facts[: count + 1])
        if sum(word != "queued" for word in now.values()) > SEATS:
            return f"{fact.buyer} is one too many"
        line = [buyer for buyer, word in before.items() if word == "queued"]
        if isinstance(fact, SeatHeld) and line and fact.buyer != line[0]:
            return f"{fact.buyer} got a seat, and {line[0]} had waited longer"
    now = places(facts)
    line = [buyer for buyer, word in now.items() if word == "queued"]
    return f"a seat is free, and {line[0]} waits" if line and len(now) - len(line) < SEATS else None


def _money(facts: Any, sent: Any) -> str | None:
    paid = Counter(message.buyer for message in sent if message.kind == "PaymentCaptured")
    back = Counter(fact.buyer for fact in facts if isinstance(fact, PaymentRefunded))
    has = Counter(buyer for buyer, word in places(facts).items() if word == "ticket")
    wrong = [buyer for buyer in paid | back | has if paid[buyer] - back[buyer] != has[buyer]]
    return f"{wrong[0]}'s money is wrong" if wrong else None


def _letters(facts: Any, post: dict[str, str]) -> str | None:
    issued = {fact.because: fact.buyer for fact in facts if isinstance(fact, TicketIssued)}
    return None if post == issued else f"letters {post}, tickets {issued}"


def _view(facts: Any, store: Any) -> str | None:
    shown = Office(store, lambda payment, buyer: None).door.rows()
    return None if shown == places(facts) else f"the view says {shown}, the log {places(facts)}"
