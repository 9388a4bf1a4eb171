"""01-uncouple: a shop that calls three workers becomes a shop that announces one fact.

The answer is `open_shop(bus, cashier, barista, kitchen)`, which returns `place(order_id)`. The check brings
its own bus and workers, and hires Display afterwards.
"""

import inspect
from typing import Any

from companion.exercises.budget import call, kind_of, met
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

NAMES = ("cashier", "barista", "kitchen")

WORKS = "with everybody there, each worker does each order once"
GOES_ON = "one worker away: place returns, and the others do their part"
KEPT = "the missed order can still be seen: a dead letter"
ONE_FACT = "one OrderPlaced for each order, and nothing else published"
HIRED = "a new worker hears every order, and place knows no worker"


class Away(Exception):
    """Nobody is there."""


class Worker:
    """A worker of the check: called with an order, keeps its id in `done`, or raises `Away`."""

    def __init__(self, name: str, away: bool = False) -> None:
        self.__name__ = self.__qualname__ = name
        self._away = away
        self._done: list[str] = []
        self.asked = False

    def __repr__(self) -> str:
        return self.__name__

    def __call__(self, order: Any) -> str:
        if self._away:
            raise Away(f"the {self.__name__} is not there")
        text = f"the text {order!r}" if type(order) is str else plain(getattr(order, "order_id", order))
        self._done.append(str(text))
        return f"{self.__name__} is done"

    @property
    def done(self) -> list[str]:
        """What was done so far; whether anybody asked is remembered."""
        self.asked = True
        return list(self._done)


def _shop(answer: Any, orders: list[str], away: str = "") -> dict[str, Any]:
    """One morning in the learner's shop: what was done, published and kept. Display is hired last."""
    from companion.bus import Bus
    from companion.events import VirtualClock

    bus = Bus(VirtualClock(), max_deliveries=200)
    workers = [Worker(name, name == away) for name in NAMES]
    display = Worker("display")
    opened = call(answer, bus, *workers)
    bus.service("display").on("OrderPlaced")(display)
    place: Any = opened.value
    before = len(bus.subscriptions())
    outcome = call(lambda: _morning(place, orders), expect=bool(away)) if callable(place) else None
    published = bus.trace.published()
    raised = [] if away else [letter.error for letter in bus.dead_letters]
    for error in raised:
        met(kind_of(error))
    return {
        "away": away,
        "orders": orders,
        "opened": opened.trouble,
        "place": callable(place),
        "hired_by_place": len(bus.subscriptions()) - before,
        "trouble": outcome.trouble if outcome else "",
        "done": {worker.__name__: list(worker._done) for worker in (*workers, display)},
        "raised": f"{type(raised[0]).__name__}: {raised[0]}" if raised else "",
        "asked": any(worker.asked for worker in workers),
        "published": [envelope.type for envelope in published],
        "told": [str(plain(getattr(envelope.event, "order_id", ""))) for envelope in published],
        "dead": [
            [letter.service, str(plain(getattr(letter.envelope.event, "order_id", "")))]
            for letter in bus.dead_letters
        ],
    }


def _morning(place: Any, orders: list[str]) -> Any:
    """All orders, one after the other; what `place` gives back matters only if nothing ran in it."""
    for order in orders:
        given = place(order)
        if inspect.iscoroutine(given):
            return given
    return None


def _observe(answer: Any) -> Seen:
    return {
        "open": _shop(answer, ["order-1", "order-2"]),
        "away": [_shop(answer, ["order-1"], name) for name in reversed(NAMES)],
    }


def _trouble(shop: dict[str, Any]) -> Finding | None:
    if shop["opened"]:
        return Finding("", f"open_shop {shop['opened']}")
    if not shop["place"]:
        return Finding("", "open_shop did not return place: end it with `return place`, without brackets")
    return None


def _works(seen: Seen) -> Finding | None:
    shop = seen["open"]
    if found := _trouble(shop):
        return found
    if shop["trouble"]:
        return Finding("", f"place {shop['trouble']}")
    for name in NAMES:
        if sorted(shop["done"][name]) != shop["orders"]:
            told = f", and a handler raised {shop['raised']}" if shop["raised"] else ""
            told = told if shop["published"] else ", and nothing was published"
            did = ", ".join(shop["done"][name]) or f"nothing{told}"
            return Finding("order-1, order-2", f"orders order-1 and order-2: the {name} did {did}")
    return None


SEE_ABOVE = Finding("", "not judged: see above")


def _unplayable(seen: Seen) -> bool:
    """Nobody could order even with everybody there; the gate has said why."""
    return bool(_trouble(seen["open"]) or seen["open"]["trouble"])


def _missed(shop: dict[str, Any]) -> list[str]:
    return [name for name in NAMES if name != shop["away"] and not shop["done"][name]]


def _unheard(seen: Seen) -> list[str]:
    """The workers without whom `place` failed before it had published anything."""
    return [shop["away"] for shop in seen["away"] if shop["trouble"] and not shop["published"]]


def _goes_on(seen: Seen) -> Finding | None:
    if _unplayable(seen):
        return SEE_ABOVE
    for shop in seen["away"]:
        if shop["trouble"]:
            return Finding("", f"the {shop['away']} is away: place {shop['trouble']}")
        if missed := _missed(shop):
            return Finding("", f"the {shop['away']} is away: the {missed[0]} did nothing")
    return None


def _kept(seen: Seen) -> Finding | None:
    if _unplayable(seen):
        return SEE_ABOVE
    for shop in seen["away"]:
        if [order for _, order in shop["dead"]] != ["order-1"]:
            told = f"the {shop['away']} is away: bus.dead_letters holds {_letters(shop)}"
            return Finding(f"order-1 for {shop['away']}, once", told)
    return None


def _letters(shop: dict[str, Any]) -> str:
    return ", ".join(f"{order} for {service}" for service, order in shop["dead"]) or "nothing"


def _one_fact(seen: Seen) -> Finding | None:
    if _unplayable(seen):
        return SEE_ABOVE
    shop = seen["open"]
    if shop["published"] == ["OrderPlaced"] * 2 and shop["told"] == shop["orders"]:
        return None
    told = ", ".join(f"{kind}({order})" for kind, order in zip(shop["published"], shop["told"], strict=True))
    expected = "OrderPlaced(order-1), OrderPlaced(order-2)"
    return Finding(expected, f"two orders, and {told or 'nothing'} published")


def _hired(seen: Seen) -> Finding | None:
    if _unplayable(seen):
        return SEE_ABOVE
    if late := seen["open"]["hired_by_place"]:
        return Finding("none", f"place was called, and {late} more handlers listen to the bus")
    heard = seen["open"]["done"]["display"]
    if heard == seen["open"]["orders"]:
        return None
    return Finding("both orders", f"Display was hired and heard {', '.join(heard) or 'nothing'}")


def _twice(seen: Seen) -> bool:
    """Somebody did an order again, and each order was published as itself."""
    return seen["open"]["told"] == seen["open"]["orders"] and any(
        seen["open"]["done"][name].count("order-1") == 2 for name in NAMES
    )


def _idle(seen: Seen) -> list[str]:
    """Who did nothing on the morning when everybody was there."""
    return [name for name in NAMES if not seen["open"]["done"][name]]


UNCOUPLE = Exercise(
    id="01-uncouple",
    returns=False,
    title="open_shop",
    kind="modify",
    points=5,
    signature="open_shop(bus, cashier, barista, kitchen)",
    observe=_observe,
    gate=(Criterion(WORKS, 0, _works),),
    criteria=(
        Criterion(GOES_ON, 2, _goes_on),
        Criterion(KEPT, 1, _kept),
        Criterion(ONE_FACT, 1, _one_fact),
        Criterion(HIRED, 1, _hired),
    ),
    misconceptions=(
        Misconception(
            "calls and publishes",
            WORKS,
            _twice,
            lambda seen: (
                f"The {next(n for n in NAMES if seen['open']['done'][n].count('order-1') == 2)} "
                "did order-1 twice: once called, once by the event."
            ),
        ),
        Misconception(
            "nobody listens",
            WORKS,
            lambda seen: bool(seen["open"]["published"]) and len(_idle(seen)) == len(NAMES),
            "The fact was announced and nobody had asked to hear it. Register each worker: "
            "bus.on(what)(who), with both pairs of brackets.",
        ),
        Misconception(
            "two brackets, not one",
            WORKS,
            lambda seen: "Bus.on() takes" in seen["open"]["opened"],
            "`bus.on` is called with the event, and what it gives back with the worker: "
            "bus.on(OrderPlaced)(cashier).",
        ),
        Misconception(
            "called, not registered",
            WORKS,
            lambda seen: (
                "Worker.__call__() missing" in seen["open"]["opened"]
                or "is done' cannot work" in seen["open"]["opened"] + seen["open"]["trouble"]
            ),
            "`cashier` is the worker; with brackets behind it, the worker works now, and what it gives back "
            "is registered. Register the worker itself: bus.on(OrderPlaced)(cashier).",
        ),
        Misconception(
            "the same order every time",
            WORKS,
            lambda seen: len(seen["open"]["told"]) == 2 and len(set(seen["open"]["told"])) == 1,
            lambda seen: (
                f"Two orders came in, and {seen['open']['told'][0]} was announced twice. "
                "Publish the order_id that `place` was given."
            ),
        ),
        Misconception(
            "the kind, not the fact",
            WORKS,
            lambda seen: "got the class itself" in seen["open"]["trouble"],
            "`OrderPlaced` is the kind of event. Publish one that happened: OrderPlaced(order_id=order_id).",
        ),
        Misconception(
            "the id, not the fact",
            WORKS,
            lambda seen: "InvalidEvent" in seen["open"]["trouble"] and "(str)" in seen["open"]["trouble"],
            "An id says which order, not what happened to it. Publish OrderPlaced(order_id=order_id).",
        ),
        Misconception(
            "only the last of the loop",
            WORKS,
            lambda seen: (
                bool(seen["open"]["published"])
                and [bool(seen["open"]["done"][name]) for name in NAMES] == [False, False, True]
            ),
            lambda seen: (
                "Only the kitchen heard it. A handler of the same name replaces the one before; "
                "register the workers themselves."
                if seen["open"]["done"]["kitchen"] == seen["open"]["orders"]
                else "The kitchen did it all. A function made in a loop reads the loop's name when it runs, "
                "and then that is the last worker; register the workers themselves."
            ),
        ),
        Misconception(
            "one was forgotten",
            WORKS,
            lambda seen: bool(seen["open"]["published"]) and len(_idle(seen)) == 1,
            lambda seen: (
                f"The {_idle(seen)[0]} is the only one who heard nothing. "
                "Look for the line that registers it."
            ),
        ),
        Misconception(
            "forgets to return place",
            WORKS,
            lambda seen: not seen["open"]["opened"] and not seen["open"]["place"],
            "Nobody can order: the shop opened, and the way to place an order was not handed out.",
        ),
        Misconception(
            "waits for the answer",
            GOES_ON,
            lambda seen: any(shop["asked"] and shop["trouble"] for shop in seen["away"]),
            "`place` still reads `.done`: it waits for a result that may come in ten minutes.",
        ),
        Misconception(
            "publishes after the calls",
            GOES_ON,
            lambda seen: bool(seen["open"]["published"] and _unheard(seen)),
            lambda seen: (
                f"With the {_unheard(seen)[0]} away the event was never published: your calls came first."
            ),
        ),
        Misconception(
            "still calls",
            GOES_ON,
            lambda seen: (
                not seen["open"]["published"] and any("Away" in shop["trouble"] for shop in seen["away"])
            ),
            "`place` still needs everybody there, now. Let it tell the bus what happened and be done.",
        ),
        Misconception(
            "one handler for all",
            GOES_ON,
            lambda seen: (
                not _idle(seen)
                and any(shop["published"] and not shop["trouble"] and _missed(shop) for shop in seen["away"])
            ),
            lambda seen: _held_up(next(shop for shop in seen["away"] if _missed(shop))),
        ),
        Misconception(
            "place hires the workers",
            HIRED,
            lambda seen: seen["open"]["hired_by_place"] > 0 and not _idle(seen),
            "`place` registers each worker whenever somebody orders, so it still knows all their names. "
            "Register them once, when the shop opens, before `place` is defined.",
        ),
        Misconception(
            "nothing kept",
            KEPT,
            lambda seen: (
                all(not shop["trouble"] and not shop["dead"] for shop in seen["away"])
                and not _missed(seen["away"][0])
            ),
            "Nobody was blocked, and the missed order is not where one looks for it. Was the failure caught "
            "and forgotten, or did the order go over another bus than the one you were given?",
        ),
        Misconception(
            "one message per worker",
            ONE_FACT,
            lambda seen: len(seen["open"]["published"]) >= 4 and _hired(seen) is not None,
            lambda seen: (
                f"{_listed(seen['open']['published'])}: one message for each worker. "
                "Display was hired, and heard nothing that you did not address to it."
            ),
        ),
    ),
    hints=(
        "Whose names does `place` know today? Tomorrow it should know none of them.",
        "`bus.on(OrderPlaced)(cashier)` lets the cashier hear every OrderPlaced. Do that once, when the shop "
        "opens, and let `place` publish.",
        "for worker in (cashier, barista, kitchen):\n"
        "    bus.on(OrderPlaced)(worker)\n\n"
        "def place(order_id):\n"
        "    bus.publish(OrderPlaced(order_id=order_id))",
    ),
)


def _held_up(shop: dict[str, Any]) -> str:
    return (
        f"One handler calls several workers, so without the {shop['away']} the {_missed(shop)[0]} "
        "heard nothing. Let each worker listen for itself."
    )


def _listed(types: list[str]) -> str:
    return ", ".join(dict.fromkeys(types))
