"""A box office with two seats and four buyers, as messages and facts: the capstone of lesson 15.

Messages come at least once and in any order. Decisions are appended to the stream "concert", and each fact
says `because` of which message. The disk also holds the letter box, `disk.post`, and a view for the people at
the door, `disk.view`. Four invariants say what must never happen; `sold` says what the office must do on a
quiet day. Left out: prices, dates, numbered seats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from companion.events import Event
from companion.lab import StoreDisk

__all__ = [
    "FACTS", "FAULTS", "MESSAGES", "QUIET_DAY", "SEATS", "STREAM", "BuyerQueued", "Message",
    "PaymentRefunded", "SeatHeld", "SeatReleased", "TicketIssued", "by_id", "desk", "invariant", "letters",
    "mails_first", "money", "places", "quiet_day", "refunds_all", "seats", "sold", "tell", "view",
]  # fmt: skip

SEATS = 2
STREAM = "concert"
FAULTS = ("duplicate", "reorder", "crash")


class Message(NamedTuple):
    """What came in: `kind` is "TicketRequested", "PaymentCaptured", "PaymentDeclined" or "TicketReturned"."""

    id: str
    kind: str
    buyer: str


class SeatHeld(Event):
    """A seat is kept for this buyer, until a payment comes or is declined."""

    buyer: str
    because: str


class BuyerQueued(Event):
    """No seat was free: the buyer waits in line."""

    buyer: str
    because: str


class TicketIssued(Event):
    """The held seat is paid for. `because` is the payment's id."""

    buyer: str
    because: str


class SeatReleased(Event):
    """The buyer's seat, held or paid for, is free again."""

    buyer: str
    because: str


class PaymentRefunded(Event):
    """The buyer has the money back."""

    buyer: str
    because: str


FACTS = (SeatHeld, BuyerQueued, TicketIssued, SeatReleased, PaymentRefunded)

MESSAGES = (
    Message("r1", "TicketRequested", "Ada"),
    Message("r2", "TicketRequested", "Bob"),
    Message("r3", "TicketRequested", "Cy"),
    Message("r4", "TicketRequested", "Dee"),
    Message("p1", "PaymentCaptured", "Ada"),
    Message("p2", "PaymentDeclined", "Bob"),  # Cy moves up
    Message("p3", "PaymentCaptured", "Cy"),
    Message("t1", "TicketReturned", "Ada"),  # Dee moves up
    Message("p4", "PaymentCaptured", "Dee"),
    Message("p5", "PaymentCaptured", "Bob"),  # his second card, too late
)
QUIET_DAY = {"tickets": ["Cy", "Dee"], "refunded": ["Ada", "Bob"]}
"""The end of a day on which each message comes once, in this order."""

BUYERS = ("Ada", "Bob", "Cy", "Dee")
_WORDS = {"SeatHeld": "held", "BuyerQueued": "queued", "TicketIssued": "ticket", "SeatReleased": ""}


def by_id(message: Message) -> str:
    """The label under which a schedule names a message."""
    return message.id


def desk() -> StoreDisk:
    """An empty disk: `store`, `post` ({payment id: buyer}) and `view` ({buyer: word})."""
    return StoreDisk(post={}, view={})


def quiet_day(build: Callable[[Any], Callable[[Message], object]]) -> StoreDisk:
    """Let the office that `build(disk)` makes live through a quiet day; returns its disk."""
    disk = desk()
    handle = build(disk)
    for message in MESSAGES:
        handle(message)
    return disk


def tell(disk: Any) -> None:
    """Print each message, and the facts that followed from it."""
    facts = _facts(disk)
    for message in MESSAGES:
        new = [f"{type(fact).__name__} {fact.buyer}" for fact in facts if fact.because == message.id]
        print(f"{message.id}  {message.kind:<16}{message.buyer:<5}{', '.join(new) or 'nothing'}")


def places(facts: Iterable[Any]) -> dict[str, str]:
    """The state of each buyer after `facts`: "held", "queued" or "ticket"; who waits longest comes first.

    A buyer with neither a seat nor a place in the line is not in it.
    """
    now: dict[str, str] = {}
    for fact in facts:
        word = _WORDS.get(type(fact).__name__)
        if word is not None:
            now.pop(fact.buyer, None)
        if word:
            now[fact.buyer] = word
    return now


# --- what must never be -----------------------------------------------------------------------------------


def seats(disk: Any) -> str | None:
    """Never more seats than there are, nobody twice, first come first served, and none free beside a
    line."""
    taken: list[str] = []
    line: list[str] = []
    for fact in _facts(disk):
        problem = _move(fact, taken, line)
        if problem:
            return problem
    return f"a seat is free, and {line[0]} waits" if line and len(taken) < SEATS else None


def _move(fact: Any, taken: list[str], line: list[str]) -> str:
    """Let a fact change who has a seat and who waits; the sentence if it may not."""
    who = fact.buyer
    if isinstance(fact, SeatHeld) and who in line[1:]:
        return f"{who} got a seat, and {line[0]} had waited longer"
    if isinstance(fact, TicketIssued | SeatReleased) and who in taken:
        taken.remove(who)
    if isinstance(fact, SeatHeld) and who in line:
        line.remove(who)
    if isinstance(fact, SeatHeld | TicketIssued):
        taken.append(who)
    elif isinstance(fact, BuyerQueued):
        line.append(who)
    if len(taken) > SEATS:
        return f"{len(taken)} seats are given away, and there are {SEATS}"
    return f"{who} stands in the book twice" if (taken + line).count(who) > 1 else ""


def money(disk: Any) -> str | None:
    """Each payment is a ticket, or was given back once."""
    facts = _facts(disk)
    owns = [buyer for buyer, word in places(facts).items() if word == "ticket"]
    back = Counter(fact.buyer for fact in facts if isinstance(fact, PaymentRefunded))
    paid = Counter(message.buyer for message in disk.sent if message.kind == "PaymentCaptured")
    for who in BUYERS:
        if paid[who] - back[who] != owns.count(who):
            has = "a ticket" if who in owns else "no ticket"
            return f"{who} paid {_times(paid[who])}, was refunded {_times(back[who])}, has {has}"
    return None


def letters(disk: Any) -> str | None:
    """One letter for each ticket that was issued, under its payment's id, and no other letter."""
    issued = {fact.because: fact.buyer for fact in _facts(disk) if isinstance(fact, TicketIssued)}
    post = disk.post
    if not isinstance(post, dict):
        return f"disk.post should be a dict, payment id to buyer, and is a {type(post).__name__}"
    for payment, who in issued.items():
        if payment not in post:
            under = next(
                (f" under {payment!r}: it is under {key!r}" for key in post if post[key] == payment), ""
            )
            return f"a ticket was issued to {who} for {payment}, and there is no letter{under}"
    for payment, who in post.items():
        if payment not in issued:
            return f"a letter went out for {payment}, a ticket nobody has: {who}"
        if who != issued[payment]:
            return f"the letter for {payment} went to {who}, and the ticket to {issued[payment]}"
    return None


def view(disk: Any) -> str | None:
    """`disk.view` agrees with the log about every buyer."""
    truth = places(_facts(disk))
    shown = disk.view
    if not isinstance(shown, dict):
        return f"disk.view should be a dict, buyer to word, and is a {type(shown).__name__}"
    for who in dict.fromkeys([*BUYERS, *shown]):
        if shown.get(who) != truth.get(who):
            return f"{who}: the view says {_word(shown.get(who))}, the log says {_word(truth.get(who))}"
    return None


def invariant(disk: Any) -> str | None:
    """All four: seats, money, letters, view. None, or the first sentence."""
    return seats(disk) or money(disk) or letters(disk) or view(disk)


def sold(disk: Any) -> dict[str, list[str]]:
    """What the office has done: who has a ticket, and who was refunded, by name."""
    facts = _facts(disk)
    return {
        "tickets": sorted(buyer for buyer, word in places(facts).items() if word == "ticket"),
        "refunded": sorted(fact.buyer for fact in facts if isinstance(fact, PaymentRefunded)),
    }


def _facts(disk: Any) -> list[Any]:
    return [fact for fact in disk.store.read_events(STREAM) if isinstance(fact, FACTS)]


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _word(word: object) -> str:
    return "nothing" if word is None else str(word)


# --- two colleagues ---------------------------------------------------------------------------------------


def mails_first(disk: Any) -> Callable[[Message], None]:
    """A colleague's office, right in all but one thing: the letter goes out before the ticket is written."""

    def handle(message: Message) -> None:
        facts = disk.store.read_events(STREAM)
        new = _decided(message, facts)
        for fact in new:
            if isinstance(fact, TicketIssued):
                disk.post = {**disk.post, fact.because: fact.buyer}
        if new:
            disk.store.append(STREAM, new, expected=len(facts))
        disk.view = places(disk.store.read_events(STREAM))

    return handle


def refunds_all(disk: Any) -> Callable[[Message], None]:
    """Another colleague's office: it gives every payment back, once, and sells nothing."""

    def handle(message: Message) -> None:
        facts = disk.store.read_events(STREAM)
        known = [fact.because for fact in facts]
        if message.kind == "PaymentCaptured" and message.id not in known:
            back = PaymentRefunded(buyer=message.buyer, because=message.id)
            disk.store.append(STREAM, [back], expected=len(facts))

    return handle


def _decided(message: Message, facts: Iterable[Any]) -> list[Event]:
    """The colleague's `decide`. It is right."""
    facts = tuple(facts)
    if any(fact.because == message.id for fact in facts):
        return []
    now = places(facts)
    line = [who for who, word in now.items() if word == "queued"]
    free = SEATS - (len(now) - len(line))
    why = message.id
    moved_up = [SeatHeld(buyer=line[0], because=why)] if line else []
    released = [SeatReleased(buyer=message.buyer, because=why), *moved_up]
    refunded = PaymentRefunded(buyer=message.buyer, because=why)
    match message.kind, now.get(message.buyer):
        case "TicketRequested", None:
            return [(SeatHeld if free else BuyerQueued)(buyer=message.buyer, because=why)]
        case "PaymentCaptured", "held":
            return [TicketIssued(buyer=message.buyer, because=why)]
        case "PaymentCaptured", _:
            return [refunded]
        case "PaymentDeclined", "held":
            return released
        case "TicketReturned", "ticket":
            return [*released, refunded]
    return []
