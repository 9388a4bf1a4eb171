"""The loop of a worker with six places to write in, and a morning on which it is needed.

`worker({"E": "acknowledge"})` is the loop with that written at place E; `morning(work)` lets it charge four
messages, m1 being published twice, strikes it at one of its steps, and lets a second worker go on. Lesson 06
looks for the right places. The broker is this course's, in memory: one partition, three tries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from companion.delivery import Inbox, MemoryBroker
from companion.diagrams import Picture, flow
from companion.events import Record, Trace, VirtualClock
from companion.lab import Crash
from companion.sourcing import MemoryStore

from .charging import in_till, message, till

__all__ = ["FRAME", "PLACES", "RIGHT", "WORDS", "Morning", "morning", "order_42", "program", "read", "worker"]

FRAME = """\
def work(consumer, inbox, take_money):
    for delivery in consumer:
        # A
        try:
            with inbox.once(delivery.envelope) as tx:
                if tx is not None:
                    take_money(tx, delivery.envelope.event)
                    # B
                # C
        except Exception as error:
            # D
        else:
            # E
        # F
"""
PLACES = ("A", "B", "C", "D", "E", "F")
WORDS = {
    "acknowledge": "delivery.acknowledge()",
    "reject": "delivery.reject()",
    "raise": "raise",
    "continue": "continue",
}
"""What may be written at a place, and the Python it stands for."""
TRIES = 3
RIGHT = {"order-42": [450], "order-43": [520], "order-44": [300]}
"""What each order has paid after a good morning, in cents."""

Work = Callable[[Any, Inbox, Callable[[Any, Any], None]], object]
Places = Mapping[str, Sequence[str]]


def program(places: Places) -> str:
    """The loop with the words of each place written in, as Python. Raises KeyError for an unknown word."""
    lines: list[str] = []
    for line in FRAME.splitlines():
        place = line.strip().removeprefix("# ")
        if place not in PLACES:
            lines.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip())]
        written = [WORDS[word] for word in places.get(place, ())]
        if place == "D":
            written = [each.replace("reject()", "reject(str(error))") for each in written]
        if not written and place in "DE":
            written = ["pass"]
        lines += [indent + each for each in written]
    return "\n".join(lines)


def worker(places: Places) -> Work:
    """The loop as a function `work(consumer, inbox, take_money)`. Raises as `program` does."""
    made: dict[str, Work] = {}
    exec(compile(program(places), "<your loop>", "exec"), made)  # the frame's words only, nothing else
    return made["work"]


class Morning(msgspec.Struct):
    """What came of it: `paid` (order id to the amounts taken, in cents), how many messages are `left`, the
    dead `letters` (order id, tries, reason), the step where the first worker `died` ("" for none), the
    `error` that ended a loop ("" for none), and the trace.
    """

    paid: dict[str, list[int]]
    left: int
    letters: list[tuple[str, int, str]]
    died: str
    error: str
    trace: Trace


def morning(work: Work, strike: int = 0, poison: bool = False) -> Morning:
    """Let `work` charge m1 (order-42), m2 (order-43), m1 again, m3 (order-44); kill it at its n-th step (0:
    never), and let a second worker go on. With `poison`, m2 cannot be charged, however often one tries.
    """
    clock, trace = VirtualClock(), Trace()
    broker = MemoryBroker(clock=clock, partitions=1, max_tries=TRIES, backoff_s=1.0, trace=trace)
    store = MemoryStore(clock=clock)
    with store.transaction() as tx:
        tx.execute("CREATE TABLE paid (order_id TEXT, cents INTEGER)")
    inbox = Inbox(store, "Payment")
    for each in _messages(poison):
        broker.publish("orders", "counter", each)

    def take_money(tx: Any, event: Any) -> None:
        clock.point("before taking the money")
        if event.total_cents < 0:
            raise ValueError(f"{event.order_id} has a price of {event.total_cents} cents")
        tx.execute("INSERT INTO paid VALUES (?, ?)", event.order_id, event.total_cents)
        clock.point("money taken")

    died, error = _two_lives(work, broker, inbox, take_money, clock, strike)
    letters = [
        (letter.envelope().correlation_id, letter.tries, letter.reason)
        for letter in broker.dead_letters("orders", "Payment")
    ]
    return Morning(_paid(store), broker.lag("orders", "Payment"), letters, died, error, trace)


def _paid(store: MemoryStore) -> dict[str, list[int]]:
    paid: dict[str, list[int]] = {}
    with store.transaction() as tx:
        for order_id, cents in tx.execute("SELECT order_id, cents FROM paid ORDER BY order_id"):
            paid.setdefault(order_id, []).append(cents)
    return paid


def _messages(poison: bool) -> list[Any]:
    first = message("m1", "order-42", 450)
    second = message("m2", "order-43", -520 if poison else 520)
    return [first, second, first, message("m3", "order-44", 300)]


def _two_lives(
    work: Work, broker: MemoryBroker, inbox: Inbox, take_money: Any, clock: VirtualClock, strike: int
) -> tuple[str, str]:
    """Run the loop, killed at the given step, and then once more; where it died, and what ended a loop."""
    passed: list[str] = []

    def point(name: str) -> None:
        passed.append(name)
        if len(passed) == strike:
            clock.on_point = None
            raise Crash(name)

    clock.on_point = point
    died = ""
    for life in ("first", "second"):
        try:
            with broker.consume("orders", "Payment", member=life) as consumer:
                work(consumer, inbox, take_money)
            break
        except Crash as crash:
            died = crash.point
        except Exception as problem:
            clock.on_point = None
            return died, f"{type(problem).__name__}: {problem}"
    clock.on_point = None
    return died, ""


def order_42(settle: Any) -> Picture:
    """order-42, published twice; the first worker dies before its acknowledgement. Prints what each did.

    `settle` is an answer to 06-settle; while there is none, the right one stands in, and that is said.
    """
    work = _written(settle)
    clock, trace, letter = VirtualClock(), Trace(), message("m1", "order-42", 450)
    broker = MemoryBroker(clock=clock, partitions=1, max_tries=TRIES, trace=trace)
    for _ in range(2):
        broker.publish("orders", "order-42", letter)
    store, deliveries = till(VirtualClock()), list[str]()
    inbox = Inbox(store, "Payment")
    clock.on_point = lambda name: _die_before_the_acknowledgement(name, clock)
    for life in ("first", "second"):
        before = len(deliveries)
        try:
            with broker.consume("orders", "Payment", member=life) as consumer:
                work(_noted(consumer, deliveries), inbox, _take)
            end = "and is done"
        except Crash:
            end = "and dies before its acknowledgement"
            trace.add(Record("failed", clock.now(), "Payment", life, letter, error="Crash"))
        except Exception as problem:
            end = f"and ended by {type(problem).__name__}"
        count = len(deliveries) - before
        print(f"{life} worker: deliveries {count}, taken so far {in_till(store)}, {end}")
    return flow(trace, title=f"order-42: deliveries {len(deliveries)}, charged {in_till(store)}")


def _written(settle: Any) -> Work:
    """The loop of an answer; another one, and a sentence, where there is none."""
    try:
        written = {str(place).strip().upper(): words for place, words in dict.items(settle) if words}
        return worker({place: read(words) for place, words in written.items()})
    except (TypeError, KeyError):
        print("(there is no loop of yours to run yet: the package's stands in)")
        return worker({"D": ("reject",), "E": ("acknowledge",)})


def _take(tx: Any, event: Any) -> None:
    """Take the money inside the transaction: what is rolled back was never taken."""
    tx.execute("UPDATE till SET cents = cents + ?", event.total_cents)


def _die_before_the_acknowledgement(point: str, clock: VirtualClock) -> None:
    if point.startswith("before acknowledge"):
        clock.on_point = None
        raise Crash(point)


def _noted(consumer: Any, seen: list[str]) -> Any:
    """The deliveries of a consumer, each noted as it is handed over."""
    for delivery in consumer:
        seen.append(delivery.envelope.id)
        yield delivery


def read(written: Any) -> list[str]:
    """The words written at one place: a text with several words, or a list of such texts. Raises TypeError
    for what is neither.
    """
    several = [written] if isinstance(written, str) else written
    return [
        word.removeprefix("delivery.").partition("(")[0]
        for each in several
        for word in re.split(r"[\s,;]+", each.strip().lower())
        if word not in ("", "and", "then")
    ]
