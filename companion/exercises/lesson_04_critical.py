"""04-critical: the events without which a promise could not have happened, found along the causes."""

import re
from functools import partial
from typing import Any

from companion.exercises.budget import Outcome, call
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CONFIRMED, DELIVERED, CANCELLED = "OrderAcceptedByRestaurant", "OrderDelivered", "OrderCancelled"

_ID = re.compile(r"'?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}'?")

TWO = "confirmed needs three events, delivered six; nothing of another order or a side branch"
ENDS = "no such event: an empty list; a cause outside the trace ends the walk"


def traces() -> dict[str, Any]:
    """The evenings the check runs on: `dinner` (mails beside it; the rating as a reaction), `two` (order-43
    is refused between the steps of order-42), `again` (order-43 follows from order-42's pick-up), `cut` (as
    dinner, but its first event is not in the trace)."""
    dinner = _evening(["order-42"])
    first = dinner.published()[0].id
    return {
        "dinner": dinner,
        "two": _evening(["order-42", "order-43"], refused=("order-43",)),
        "again": _evening(["order-42"], refused=("order-43",), follows="order-43"),
        "cut": dinner.only(lambda r: not (r.kind == "published" and r.envelope and r.envelope.id == first)),
    }


def _evening(orders: list[str], refused: tuple[str, ...] = (), follows: str = "") -> Any:
    """Orders 30 seconds apart in simulated time; Notification publishes a fact of its own for each mail, and
    Subscription, if an order `follows`, that it was placed."""
    from companion.bus import Bus
    from companion.events import VirtualClock
    from companion.lab import Simulation
    from companion.scenarios import food_delivery
    from companion.scenarios.orders import OrderPlaced
    from companion.scenarios.shop import ConfirmationSent

    bus = Bus(VirtualClock())
    mail = bus.service("Notification")

    def send(event: Any) -> None:
        mail.publish(ConfirmationSent(order_id=event.order_id))

    for name in ("OrderPlaced", CONFIRMED):
        mail.on(name)(send)
    if follows:
        subscription = bus.service("Subscription")
        subscription.on("OrderPickedUp")(lambda event: subscription.publish(OrderPlaced(order_id=follows)))
    food_delivery.wire(bus, refused=refused, rated_by="reaction")
    simulation = Simulation(bus)

    for number, order_id in enumerate(orders):
        simulation.at(second=30 * number, do=partial(food_delivery.place_order, bus, order_id))
    simulation.run()
    return bus.trace


def _observe(answer: Any) -> Seen:
    from companion.events import ancestors

    cases = {}
    told = traces()
    asked = (
        ("dinner", CONFIRMED), ("dinner", DELIVERED),
        ("two", DELIVERED), ("two", CANCELLED), ("again", DELIVERED),
        ("dinner", "DriverNotFound"), ("cut", CONFIRMED),
    )  # fmt: skip
    for name, promise in asked:
        trace = told[name]
        outcome = call(answer, trace, promise, expect=True)
        cases[f"{name} {promise}"] = {
            "promise": promise,
            "asked": f"{promise} where order-42 led to order-43" if name == "again" else promise,
            "got": _names(outcome),
            "kind": "None" if outcome.value is None else f"of type {type(outcome.value).__name__}",
            "expected": [e.type for e in ancestors(trace, promise)],
            "all": [e.type for e in trace.published()],
            "trouble": _ID.sub("an id that no envelope has", outcome.trouble),
            "error": outcome.error,
            "stopped": outcome.stopped,
        }
    return {"cases": cases}


def _names(outcome: Outcome) -> list[str] | None:
    """What was returned as type names: a list of names or of envelopes; None for anything else."""
    value = plain(outcome.value)
    if type(value) is not list:
        return None
    names = [item.get("type") if type(item) is dict else item for item in value]
    return [str(name) for name in names]


def _wrong(case: dict[str, Any]) -> Finding | None:
    if case["trouble"]:
        return Finding("", f"asked for {case['asked']}, your code {case['trouble']}")
    if case["got"] is None:
        return Finding("", f"asked for {case['asked']}, what it returned is {case['kind']}; wanted: a list")
    if case["got"] == case["expected"]:
        return None
    missing = [name for name in case["expected"] if name not in case["got"]]
    extra = [name for name in case["got"] if name not in case["expected"]]
    asked = f"asked for {case['asked']}: "
    if any(_ID.fullmatch(name) for name in case["got"]):
        return Finding("names such as OrderPlaced", f"{asked}there is an id in your list")
    if case["promise"] in missing:
        return Finding("", f"{asked}it is not in your list; the promise itself belongs there")
    if missing:
        return Finding("", f"{asked}{missing[0]} is missing; without it {case['promise']} cannot happen")
    if not case["expected"]:
        return Finding("an empty list", f"{asked}that never happened, and you name {extra[0]}")
    if extra:
        return Finding("", f"{asked}{extra[0]} is in your list, and is no cause of {case['promise']}")
    twice = [name for name in case["got"] if case["got"].count(name) > 1]
    if twice:
        return Finding("once", f"{asked}{twice[0]} is in your list {case['got'].count(twice[0])} times")
    return Finding(f"oldest first: {' '.join(case['expected'])}", f"{asked}{' '.join(case['got'])}")


def _first_wrong(seen: Seen, *names: str) -> Finding | None:
    found = (_wrong(seen["cases"][name]) for name in names)
    return next((finding for finding in found if finding is not None), None)


def _two(seen: Seen) -> Finding | None:
    asked = (
        f"dinner {CONFIRMED}",
        f"dinner {DELIVERED}",
        f"two {DELIVERED}",
        f"two {CANCELLED}",
        f"again {DELIVERED}",
    )
    return _first_wrong(seen, *asked)


def _ends(seen: Seen) -> Finding | None:
    """An answer that finds nothing anywhere also finds nothing here, so something must be found first."""
    first = seen["cases"][f"dinner {CONFIRMED}"]
    if first["got"] is None:
        return _wrong(first)
    if not first["got"]:
        return Finding("", "it finds nothing where there is something, so an empty list proves nothing yet")
    return _first_wrong(seen, "dinner DriverNotFound", f"cut {CONFIRMED}")


def _got(seen: Seen, name: str) -> list[str]:
    return list(seen["cases"][name]["got"] or [])


def _longest(seen: Seen) -> bool:
    return "OrderRated" in _got(seen, f"dinner {CONFIRMED}") and "ConfirmationSent" not in _got(
        seen, f"dinner {CONFIRMED}"
    )


def _everything(seen: Seen) -> bool:
    got = _got(seen, f"dinner {CONFIRMED}")
    return "ConfirmationSent" in got and "OrderDelivered" in got


def _earlier(seen: Seen) -> bool:
    return "ConfirmationSent" in _got(seen, f"dinner {DELIVERED}") and "OrderRated" not in _got(
        seen, f"dinner {DELIVERED}"
    )


def _downstream(seen: Seen) -> bool:
    got = _got(seen, f"dinner {CONFIRMED}")
    return CONFIRMED in got[:1] and "DriverAssigned" in got


def _typed_in(seen: Seen) -> bool:
    got = _got(seen, f"dinner {CONFIRMED}")
    three = ["OrderPlaced", "PaymentAuthorized", CONFIRMED]
    return got == three and _got(seen, f"dinner {DELIVERED}") == three


def _ids(seen: Seen) -> bool:
    return any(_ID.fullmatch(name) for name in _got(seen, f"dinner {DELIVERED}"))


def _without_itself(seen: Seen) -> bool:
    case = seen["cases"][f"dinner {DELIVERED}"]
    return bool(case["got"]) and set(case["got"]) == set(case["expected"][:-1])


def _one_step(seen: Seen) -> bool:
    return 0 < len(_got(seen, f"dinner {DELIVERED}")) < 6 and DELIVERED in _got(seen, f"dinner {DELIVERED}")


def _backwards(seen: Seen) -> bool:
    case = seen["cases"][f"dinner {DELIVERED}"]
    return bool(case["got"]) and case["got"][::-1] == case["expected"]


def _walked_off(seen: Seen) -> bool:
    """Fails at the cause outside the trace, and not before: at a promise that never happened."""
    cases = seen["cases"]
    return bool(cases[f"cut {CONFIRMED}"]["error"]) and not cases["dinner DriverNotFound"]["error"]


CRITICAL = Exercise(
    id="04-critical",
    title="critical",
    kind="write",
    points=2,
    bonus=True,
    signature="critical(trace, promise)",
    observe=_observe,
    criteria=(Criterion(TWO, 1, _two), Criterion(ENDS, 1, _ends)),
    misconceptions=(
        Misconception(
            "the three names typed in",
            TWO,
            _typed_in,
            "Right for 'confirmed'. For 'delivered' the driver is missing: critical is always for a promise.",
        ),
        Misconception(
            "downstream",
            TWO,
            _downstream,
            "You followed effects. Ask what it needed, not what it led to.",
        ),
        Misconception(
            "newest first",
            TWO,
            _backwards,
            "The right events, in the order in which you walked. Turn them round: the oldest comes first.",
        ),
        Misconception(
            "ids for names",
            TWO,
            _ids,
            "`causation_id` says which envelope it was. Look that envelope up, and take its type.",
        ),
        Misconception(
            "the promise left out",
            TWO,
            _without_itself,
            "Its causes are all there, and it is not. Note the event you stand on before you take the step.",
        ),
        Misconception(
            "the longest path",
            TWO,
            _longest,
            "OrderRated is at the end of the longest path; no confirmation depends on it.",
        ),
        Misconception(
            "same correlation",
            TWO,
            _everything,
            "All events of order-42, and its mails. Correlation says which story, causation says why.",
        ),
        Misconception(
            "everything earlier",
            TWO,
            _earlier,
            "ConfirmationSent happened before and caused nothing. Earlier is not because.",
        ),
        Misconception(
            "one step back",
            TWO,
            _one_step,
            lambda seen: (
                f"You stopped after {len(_got(seen, f'dinner {DELIVERED}'))}. "
                "The cause has a cause too: go on until there is none."
            ),
        ),
        Misconception(
            "walks for ever",
            ENDS,
            lambda seen: bool(seen["cases"][f"cut {CONFIRMED}"]["stopped"]),
            "The first cause is an event outside the trace, and your loop waits for it. Stop there.",
        ),
        Misconception(
            "walks off the edge",
            ENDS,
            _walked_off,
            "The first cause is an event outside the trace: looking it up finds nothing. Stop there.",
            any_error=True,
        ),
    ),
    hints=(
        "Start at the promise. Every envelope names one other: the one it happened because of.",
        "Make a dict from id to envelope. Walk from the promise along `causation_id` until there is none, or "
        "none you know; then put the oldest first.",
        "known = {e.id: e for e in trace.published()}\n"
        "here = next((e for e in known.values() if e.type == promise), None)\n"
        "found = []\n"
        "while here is not None:\n"
        "    ...   # note its type, then here = known.get(here.causation_id)",
    ),
)
