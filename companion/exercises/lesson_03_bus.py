"""03-bus: a bus in six to ten lines that routes by name and lets nothing overtake."""

import contextlib
from collections.abc import Callable
from typing import Any

import msgspec

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CHAIN = 5_000

ORDERED = "every handler of an event hears it, in order of registration"
OTHERS = "nobody hears what they did not ask for, and no listener is no error"
AGAIN = "the event's class is defined again, and handlers still hear it"
RAISES = "a handler raises: the next event is delivered as before"
QUEUED = "what a handler publishes waits its turn, 5,000 times in a row"

Play = Callable[[Any, list[str]], None]
Told = tuple[str, dict[str, Any]]


def event_class(name: str) -> Any:
    """A new class of this name, as running a cell again makes one."""
    fields = [("order_id", str, "order-42"), ("place", int, 0)]
    return msgspec.defstruct(name, fields, frozen=True, module="__main__")


OrderPlaced, PaymentAuthorized, StockReserved = map(
    event_class, ("OrderPlaced", "PaymentAuthorized", "StockReserved")
)


def _hears(service: str, heard: list[str]) -> Callable[[Any], None]:
    def handler(event: Any) -> None:
        heard.append(f"{service} {type(event).__name__}")

    handler.__name__ = handler.__qualname__ = service.lower()  # sorting them is no way to their order
    return handler


def _three(bus: Any, heard: list[str]) -> None:
    for service in ("Payment", "Email", "Stock"):
        bus.on(OrderPlaced, _hears(service, heard))
    bus.publish(OrderPlaced())


def _unheard(bus: Any, heard: list[str]) -> None:
    bus.on(OrderPlaced, _hears("Payment", heard))
    bus.publish(event_class("OrderRated")())
    bus.publish(OrderPlaced())


def _two_types(bus: Any, heard: list[str]) -> None:
    bus.on(OrderPlaced, _hears("Kitchen", heard))
    bus.on(PaymentAuthorized, _hears("Email", heard))
    bus.publish(PaymentAuthorized())
    bus.publish(OrderPlaced())


def _defined_again(bus: Any, heard: list[str]) -> None:
    bus.on(OrderPlaced, _hears("Payment", heard))
    bus.publish(event_class("OrderPlaced")())


def _nested(bus: Any, heard: list[str]) -> None:
    def publishes(service: str, made: Any) -> Callable[[Any], None]:
        def handler(event: Any) -> None:
            heard.append(f"{service} {type(event).__name__}")
            bus.publish(made())

        handler.__name__ = handler.__qualname__ = service.lower()
        return handler

    bus.on(OrderPlaced, publishes("Payment", PaymentAuthorized))
    bus.on(OrderPlaced, publishes("Stock", StockReserved))
    for each in (OrderPlaced, PaymentAuthorized, StockReserved):
        bus.on(each, _hears("Email", heard))
    bus.publish(OrderPlaced())


def _raising(bus: Any, heard: list[str]) -> None:
    """Payment raises once, on an order that no other play knows; whether the publisher hears of it is the
    answer's choice."""

    def charge(event: Any) -> None:
        heard.append(f"Payment {event.order_id}")
        if event.order_id == "order-41":
            raise TimeoutError("the bank does not answer")

    bus.on(OrderPlaced, charge)
    bus.on(PaymentAuthorized, _hears("Email", heard))
    with contextlib.suppress(TimeoutError):
        bus.publish(OrderPlaced(order_id="order-41"))
    bus.publish(PaymentAuthorized())
    bus.publish(OrderPlaced(order_id="order-43"))


def _chain(bus: Any, heard: list[str]) -> None:
    def next_one(event: Any) -> None:
        heard.append("")
        if event.place < CHAIN:
            bus.publish(OrderPlaced(place=event.place + 1))

    bus.on(OrderPlaced, next_one)
    bus.publish(OrderPlaced(place=1))


def _two_buses(answer: Any) -> list[str]:
    """A handler publishes first on its own bus, then on another one: what was heard, and on which."""
    heard: list[str] = []

    def both() -> None:
        first, second = answer(), answer()

        def forward(event: Any) -> None:
            first.publish(PaymentAuthorized())
            second.publish(StockReserved())

        first.on(OrderPlaced, forward)
        first.on(PaymentAuthorized, _hears("first", heard))
        second.on(StockReserved, _hears("second", heard))
        first.publish(OrderPlaced())

    call(both, expect=True)
    return sorted(heard)


PLAYS: dict[str, Play] = {
    "three": _three,
    "unheard": _unheard,
    "types": _two_types,
    "again": _defined_again,
    "raising": _raising,
    "nested": _nested,
}
IN_ORDER = [
    "Payment OrderPlaced",
    "Stock OrderPlaced",
    "Email OrderPlaced",
    "Email PaymentAuthorized",
    "Email StockReserved",
]


def _observe(answer: Any) -> Seen:
    heard: dict[str, list[str]] = {name: [] for name in PLAYS}
    seen: dict[str, Any] = {}
    for name, play in PLAYS.items():
        outcome = call(lambda play=play, name=name: play(answer(), heard[name]))
        seen[name] = {"heard": list(heard[name]), "trouble": outcome.trouble, "error": outcome.error}
    seen["shared"] = any(heard[name] != seen[name]["heard"] for name in PLAYS)
    seen["two_buses"] = _two_buses(answer)
    if not seen["three"]["trouble"] and not seen["nested"]["trouble"]:
        seen["chain"] = _long_chain(answer)
    else:
        seen["chain"] = {"heard": 0, "error": "", "trouble": "there is nothing to chain yet"}
    return seen


def _long_chain(answer: Any) -> dict[str, Any]:
    beats: list[str] = []
    outcome = call(lambda: _chain(answer(), beats), steps=4_000_000, expect=True)
    return {"heard": len(beats), "error": outcome.error, "trouble": outcome.trouble}


def _heard(scene: dict[str, Any], expected: list[str]) -> Finding | None:
    if scene["trouble"]:
        return Finding("", f"your code {scene['trouble']}")
    if scene["heard"] == expected:
        return None
    return Finding(_listed(expected), f"heard: {_listed(scene['heard'])}")


def _listed(heard: list[str]) -> str:
    shown = [str(each) for each in heard[:6]]
    return " · ".join(shown) + (" …" if len(heard) > 6 else "") if heard else "nothing"


def _others(seen: Seen) -> Finding | None:
    if seen["shared"]:
        return Finding("", "a second TinyBus called the handlers of the first")
    wrong = _heard(seen["types"], ["Email PaymentAuthorized", "Kitchen OrderPlaced"])
    return wrong or _heard(seen["unheard"], ["Payment OrderPlaced"]) or _mixed(seen)


def _mixed(seen: Seen) -> Finding | None:
    """Two buses whose events go to the handlers of the other; what one bus loses by itself fails QUEUED."""
    own_chain = _heard(seen["nested"], IN_ORDER) is None
    if not own_chain or seen["two_buses"] == ["first PaymentAuthorized", "second StockReserved"]:
        return None
    told = "a handler published PaymentAuthorized on its own TinyBus, then StockReserved on another"
    return Finding("each on its own", f"{told}; heard: {_listed(seen['two_buses'])}")


def _raises(seen: Seen) -> Finding | None:
    """Only what comes after the error is judged: a `finally`, an `except`, no flag at all are right."""
    scene = seen["raising"]
    if not scene["heard"]:
        return _heard(scene, ["Payment order-41"])
    later = [each for each in scene["heard"] if each != "Payment order-41"]
    if later == ["Email PaymentAuthorized", "Payment order-43"]:
        return None
    said = "Payment raised on order-41, and of the two events published afterwards were heard: "
    end = f"; your code {scene['trouble']}" if scene["trouble"] else ""
    return Finding("Email PaymentAuthorized · Payment order-43", f"{said}{_listed(later)}{end}")


def _queued(seen: Seen) -> Finding | None:
    wrong = _heard(seen["nested"], IN_ORDER)
    if wrong is not None:
        return wrong
    chain = seen["chain"]
    if str(chain["error"]).startswith("RecursionError"):
        return Finding("", f"a chain of {CHAIN:,} events, one causing the next, ended in RecursionError")
    if chain["trouble"]:
        return Finding("", f"in a chain of {CHAIN:,} events your code {chain['trouble']}")
    if chain["heard"] != CHAIN:
        return Finding(f"{CHAIN:,}", f"of a chain of {CHAIN:,} events {chain['heard']:,} were delivered")
    return None


def _stays_busy(seen: Seen) -> bool:
    """One publish is delivered and the next one never: whatever said "busy" still says so."""
    first_only = seen["unheard"]["heard"] == [] and seen["types"]["heard"] == ["Email PaymentAuthorized"]
    return first_only and bool(seen["three"]["heard"]) and not seen["unheard"]["trouble"]


def _silenced(seen: Seen) -> bool:
    """Two events are delivered one after the other, but none after a handler that raised."""
    works = seen["types"]["heard"] == ["Email PaymentAuthorized", "Kitchen OrderPlaced"]
    return works and seen["raising"]["heard"] == ["Payment order-41"] and not seen["raising"]["trouble"]


def _order_of(seen: Seen) -> list[str]:
    return [each for each in seen["nested"]["heard"] if each.startswith("Email")]


BUS = Exercise(
    id="03-bus",
    title="TinyBus",
    kind="write",
    points=6,
    signature="class TinyBus",
    returns=False,
    observe=_observe,
    criteria=(
        Criterion(
            ORDERED,
            1,
            lambda s: _heard(s["three"], [f"{name} OrderPlaced" for name in ("Payment", "Email", "Stock")]),
        ),
        Criterion(OTHERS, 1, _others),
        Criterion(AGAIN, 1, lambda s: _heard(s["again"], ["Payment OrderPlaced"])),
        Criterion(RAISES, 1, _raises),
        Criterion(QUEUED, 2, _queued),
    ),
    misconceptions=(
        Misconception(
            "only the last hears it",
            ORDERED,
            lambda s: s["three"]["heard"] == ["Stock OrderPlaced"],
            "Payment registered, then Email, then Stock: only Stock hears anything. Either each registration "
            "replaced the one before (what could hold several?), or `publish` calls the last one only.",
        ),
        Misconception(
            "unknown type is an error",
            OTHERS,
            lambda s: bool(s["three"]["heard"]) and str(s["unheard"]["error"]).startswith("KeyError"),
            "Nobody listens to OrderRated, and the publisher got a KeyError. "
            "The publisher must not care who listens, or whether anybody does.",
        ),
        Misconception(
            "stays busy",
            OTHERS,
            _stays_busy,
            "The first publish was delivered, the second one was not, though the first was long over. "
            "When the queue is empty, say that the bus is idle again.",
        ),
        Misconception(
            "`on` takes one argument too few",
            ORDERED,
            lambda s: "on() takes 2 positional arguments but 3" in str(s["three"]["error"]),
            "It is called with both: bus.on(OrderPlaced, handler). The @-form, on(event_type) and the "
            "function below it, is the other bus of this lesson. Or is `self` missing in your `def on(...)`?",
        ),
        Misconception(
            "calls everyone",
            OTHERS,
            lambda s: "Kitchen PaymentAuthorized" in s["types"]["heard"],
            "Kitchen got PaymentAuthorized; it asked only for OrderPlaced.",
        ),
        Misconception(
            "one memory for all buses",
            OTHERS,
            lambda s: bool(s["shared"]) or _mixed(s) is not None,
            "A dict or list made in the class body, or outside of the class, belongs to every bus at once. "
            "Make it in __init__.",
        ),
        Misconception(
            "routes by class object",
            AGAIN,
            lambda s: bool(s["three"]["heard"]) and not s["again"]["heard"] and not s["again"]["trouble"],
            "You ran the cell that defines OrderPlaced again. That makes a new class of the same name, and "
            "every handler went deaf. Route by name.",
        ),
        Misconception(
            "silenced by one error",
            RAISES,
            _silenced,
            "The error left `publish` in the middle. Your bus still believes that it is busy, so every later "
            "event waits for ever. What says that it is idle again must run after an error, too: `finally`.",
        ),
        Misconception(
            "newest first",
            QUEUED,
            lambda s: _order_of(s)[1:] == ["Email StockReserved", "Email PaymentAuthorized"],
            "PaymentAuthorized was published before StockReserved and delivered after it. "
            "What came last is taken first: that is a stack. Add at one end, take from the other.",
        ),
        Misconception(
            "depth first",
            QUEUED,
            lambda s: "Email OrderPlaced" in _order_of(s) and _order_of(s)[0] != "Email OrderPlaced",
            lambda s: (
                f"Email heard {_order_of(s)[0].removeprefix('Email ')} before it heard OrderPlaced: "
                "the effect before its cause. What a handler publishes must wait until the current event "
                "is finished."
            ),
        ),
        Misconception(
            "recursion",
            QUEUED,
            lambda s: str(s["chain"]["error"]).startswith("RecursionError"),
            "The order is right, and each delivery still happens inside the one before: your queue is the "
            "call stack, and that has an end. Empty the queue in a loop.",
        ),
    ),
    hints=(
        "Two things to remember: who listens to which *name*, and which events still wait. "
        "When does `publish` get called while another `publish` is running?",
        "Every publish puts its event at the end of a queue. Only the outermost one empties the queue, in a "
        "`while` loop; an inner one returns at once. A flag tells them apart: take it down after errors too.",
        "self.queue.append(event)\nif self.busy:\n    return\nself.busy = True\ntry:\n    while self.queue:\n"
        "        event = self.queue.pop(0)\n        ...   # call its handlers\n"
        "finally:\n    self.busy = False",
    ),
)
