"""04-wire: the Restaurant's and Delivery's reactions, so that order-42 becomes the seven events."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

FLOW = (
    ("OrderPlaced", "Order"),
    ("PaymentAuthorized", "Payment"),
    ("OrderAcceptedByRestaurant", "Restaurant"),
    ("DriverAssigned", "Delivery"),
    ("OrderPickedUp", "Delivery"),
    ("OrderDelivered", "Delivery"),
)
RATED = ("OrderRated", "Order")
NAMES = tuple(name for name, _ in FLOW)
OTHERS = {"Order", "Payment", "Notification", "Analytics"}
KNOWN = {*OTHERS, "Restaurant", "Delivery", None}

SEVEN = "order-42 becomes the seven events, each because of the one before"
APART = "two orders at once stay apart"
ALONE = "each service does its own part, and only that"


def _evening(answer: Any, orders: Iterable[str], off: Iterable[str] = ()) -> dict[str, Any]:
    """The orders come 30 seconds apart into a bus wired by the answer: what was published, by whom, why."""
    from companion.bus import Bus
    from companion.events import VirtualClock
    from companion.lab import Simulation
    from companion.scenarios import dinners, food_delivery

    bus = Bus(VirtualClock(), max_deliveries=500)
    simulation = Simulation(bus)
    known = {}

    def run() -> object:
        returned: list[object] = []
        dinners.own_wiring(lambda bus: returned.append(answer(bus)))(bus)
        known["listeners"] = [_by_whom(s) for s in bus.subscriptions()]
        for service in off:
            bus.service(service).switch_off()
        for number, order_id in enumerate(orders):
            place = partial(food_delivery.place_order, bus, order_id)
            simulation.at(second=30 * number, do=place)
        simulation.run(until_s=4 * 3600)
        for order_id in orders:
            if any(e.type == "OrderDelivered" for e in bus.trace.envelopes(order_id)):
                food_delivery.rate_order(bus, order_id)
                simulation.run(until_s=bus.clock.elapsed_s + 3600)  # type: ignore[attr-defined]  # it is virtual
        return returned[0]

    outcome = call(run)
    return {**_told(bus), "listeners": known.get("listeners", []), "trouble": outcome.trouble}


def _by_whom(subscription: Any) -> str | None:
    """The service that listens; None for a function put on the bus itself, which goes by its own name."""
    return None if subscription.service == subscription.name else str(subscription.service)


def _told(bus: Any) -> dict[str, Any]:
    born = bus.trace.published()
    types = {e.id: e.type for e in born}
    events = [
        {
            "type": e.type,
            "service": e.service,
            "cause": types.get(e.causation_id, ""),
            "story": e.correlation_id,
            "order_id": getattr(e.event, "order_id", None),
            "own": e.causation_id is None or _handled(bus, e.service, e.causation_id),
        }
        for e in born
    ]
    letters = [f"{d.service}.{d.handler}: {type(d.error).__name__}: {d.error}" for d in bus.dead_letters]
    heard = [
        [r.service, r.envelope.type] for r in bus.trace if r.kind == "handled" and r.envelope is not None
    ]
    return {"events": events, "heard": heard, "dead": letters[:5]}


def _handled(bus: Any, service: str | None, id: str) -> bool:
    """Whether `service` itself reacted to the envelope `id`."""
    reactions = (r for r in bus.trace if r.kind in ("handled", "failed") and r.envelope is not None)
    return any(r.service == service and r.envelope.id == id for r in reactions)


def _observe(answer: Any) -> Seen:
    return {
        "one": _evening(answer, ["order-42"]),
        "two": _evening(answer, ["order-42", "order-43"]),
        "no_restaurant": _evening(answer, ["order-42"], off=["Restaurant"]),
        "no_delivery": _evening(answer, ["order-42"], off=["Delivery"]),
    }


def _seven(seen: Seen) -> Finding | None:
    one = seen["one"]
    if one["trouble"]:
        return Finding("", f"your code {one['trouble']}")
    for place, (name, service) in enumerate((*FLOW, RATED)):
        found = [e for e in one["events"] if e["type"] == name]
        before = NAMES[place - 1] if 0 < place < len(FLOW) else ""
        if not found and one["dead"]:
            return Finding("", f"no {name}; a dead letter says {one['dead'][0]}")
        if not found and [service, before] in one["heard"]:
            return Finding(
                "", f"no {name}; {service} reacted to {before}, and published nothing of that name"
            )
        if not found:
            return Finding(f"{service} to react to {before}", f"no {name}; the last event is {_last(one)}")
        if len(found) > 1 and "TooManyDeliveries" in _letters(seen):
            return Finding("one", f"{len(found)} × {name} for one order, and no end: the check stopped it")
        if len(found) > 1:
            return Finding("one", f"{len(found)} × {name} for one order")
        if found[0]["service"] != service:
            return Finding(service, f"{name} was published by {found[0]['service'] or 'nobody'}")
        if found[0]["cause"] != before:
            because = f"because of {found[0]['cause']}" if found[0]["cause"] else "without a cause"
            return Finding(f"because of {before}", f"{name} was published {because}")
    others = [e["type"] for e in one["events"] if e["type"] not in (*NAMES, RATED[0])]
    if others:
        return Finding("the seven and no other", f"{others[0]} was published too")
    return None


def _last(run: dict[str, Any]) -> str:
    known = [e["type"] for e in run["events"]]
    return str(known[-1]) if known else "nothing at all"


def _apart(seen: Seen) -> Finding | None:
    two = seen["two"]
    if two["trouble"]:
        return Finding("", f"your code {two['trouble']}")
    for event in two["events"]:
        if event["order_id"] != event["story"]:
            whose = event["story"] if event["story"] in ("order-42", "order-43") else "nobody"
            return Finding("", f"{event['type']} in {whose}'s story says {event['order_id']}")
    for story in ("order-42", "order-43"):
        count = sum(e["type"] == "OrderDelivered" and e["story"] == story for e in two["events"])
        if count != 1:
            return Finding("1", f"ordered 42 and 43, 30 seconds apart: {story} was delivered {count} times")
    return None


def _alone(seen: Seen) -> Finding | None:
    for down, run in (("Restaurant", seen["no_restaurant"]), ("Delivery", seen["no_delivery"])):
        if run["trouble"]:
            return Finding("", f"your code {run['trouble']}")
        does = [e["type"] for e in run["events"] if e["service"] == down or e["type"] in _facts_of(down)]
        if does:
            return Finding("", f"{down} is down all evening, and {does[0]} was published all the same")
    if "OrderAcceptedByRestaurant" not in [e["type"] for e in seen["no_delivery"]["events"]]:
        if not _of(seen, "OrderAcceptedByRestaurant"):
            return Finding("", "the restaurant has not accepted any order yet")
        return Finding("", "Delivery is down, and the restaurant no longer accepts an order")
    borrowed = [e for e in seen["one"]["events"] if not e["own"] or _not_theirs(e)]
    if borrowed:
        return Finding("", f"{borrowed[0]['type']} was published by a reaction that is not its service's own")
    if not any(e["type"] in _facts_of("Delivery") for e in seen["one"]["events"]):
        return Finding("", "Delivery has not published anything yet")
    return None


def _facts_of(service: str) -> list[str]:
    return [name for name, by in FLOW if by == service]


def _not_theirs(event: dict[str, Any]) -> bool:
    owner = dict((*FLOW, RATED)).get(event["type"])
    return owner is not None and owner != str(event["service"])


def _of(seen: Seen, name: str) -> list[dict[str, Any]]:
    return [e for e in seen["one"]["events"] if e["type"] == name]


def _too_early(seen: Seen) -> bool:
    return any(e["cause"] in ("OrderPlaced", "PaymentAuthorized") for e in _of(seen, "DriverAssigned"))


def _heard_early(seen: Seen) -> str:
    return str(_of(seen, "DriverAssigned")[0]["cause"])


def _no_cause(seen: Seen) -> list[str]:
    return [e["type"] for e in seen["one"]["events"] if e["type"] in NAMES[1:] and not e["cause"]]


def _strangers(seen: Seen) -> list[dict[str, Any]]:
    return [e for e in seen["one"]["events"] if _not_theirs(e) or not e["own"]]


def _deaf(seen: Seen) -> bool:
    return set(seen["one"]["listeners"]) == OTHERS and seen["one"]["trouble"] == ""


def _without_a_service(seen: Seen) -> bool:
    wired = set(seen["one"]["listeners"]) - OTHERS
    return None in wired and not wired & {"Restaurant", "Delivery"}


def _letters(seen: Seen) -> str:
    return " ".join(seen["one"]["dead"])


def _breath(seen: Seen) -> list[str]:
    """What OrderPickedUp answered instead of DriverAssigned."""
    return [e["cause"] for e in _of(seen, "OrderPickedUp") if e["cause"] not in ("", "DriverAssigned")]


def _cooks_unpaid(seen: Seen) -> bool:
    accepted = _of(seen, "OrderAcceptedByRestaurant")
    return any(e["cause"] == "OrderPlaced" and e["service"] == "Restaurant" for e in accepted)


WIRE = Exercise(
    id="04-wire",
    title="wire",
    kind="write",
    points=4,
    signature="wire(bus)",
    returns=False,
    observe=_observe,
    criteria=(Criterion(SEVEN, 2, _seven), Criterion(APART, 1, _apart), Criterion(ALONE, 1, _alone)),
    misconceptions=(
        Misconception(
            "lost thread",
            SEVEN,
            lambda seen: bool(_no_cause(seen)),
            lambda seen: (
                f"{_no_cause(seen)[0]} has no cause: you published it outside a handler, "
                "so the picture has two islands."
            ),
        ),
        Misconception(
            "not registered",
            SEVEN,
            _deaf,
            "Neither Restaurant nor Delivery listens to anything. "
            "A function hears an event only under a line such as @restaurant.on(PaymentAuthorized).",
        ),
        Misconception(
            "on the bus itself",
            SEVEN,
            _without_a_service,
            "bus.on and bus.publish name no service, so nobody can tell whose reaction it is, or switch it "
            "off. Register with @restaurant.on(...) and @delivery.on(...).",
        ),
        Misconception(
            "runs in a circle",
            SEVEN,
            lambda seen: "TooManyDeliveries" in seen["one"]["trouble"] + _letters(seen),
            "One of your reactions publishes what set it off, and it all begins again. "
            "Go along the picture: nothing comes after OrderDelivered.",
        ),
        Misconception(
            "the class for an event",
            SEVEN,
            lambda seen: "got the class itself" in _letters(seen),
            "You published the class. An event is made by calling it, with its fields: "
            "OrderAcceptedByRestaurant(order_id=event.order_id).",
        ),
        Misconception(
            "fields without names",
            SEVEN,
            lambda seen: any(
                each in _letters(seen) for each in ("Extra positional arguments", "Missing required argument")
            ),
            "An event takes its fields by name, and needs all that have no default: "
            "OrderAcceptedByRestaurant(order_id=event.order_id).",
        ),
        Misconception(
            "cooks before it is paid",
            SEVEN,
            _cooks_unpaid,
            "The restaurant listens to OrderPlaced and cooks for people whose card will be declined. "
            "Which fact tells it that the order is paid?",
        ),
        Misconception(
            "listens twice",
            SEVEN,
            lambda seen: len({e["cause"] for e in _of(seen, "DriverAssigned")}) > 1,
            lambda seen: (
                f"{len(_of(seen, 'DriverAssigned'))} drivers for one dinner: Delivery reacts to "
                f"{' and to '.join(dict.fromkeys(e['cause'] for e in _of(seen, 'DriverAssigned')))}."
            ),
        ),
        Misconception(
            "driver too early",
            SEVEN,
            lambda seen: _too_early(seen) and not _strangers(seen),
            lambda seen: (
                f"A driver left before the restaurant said yes: Delivery listens to {_heard_early(seen)}. "
                "A restaurant may refuse."
            ),
        ),
        Misconception(
            "all in one breath",
            SEVEN,
            lambda seen: bool(_breath(seen)),
            lambda seen: (
                f"OrderPickedUp answers {_breath(seen)[0]}, not DriverAssigned: "
                "the meal is in hand before anybody left. Each fact has its own moment; react to the last."
            ),
        ),
        Misconception(
            "does the neighbour's job",
            SEVEN,
            lambda seen: any(_not_theirs(e) and e["service"] in KNOWN for e in _strangers(seen)),
            lambda seen: (
                f"{_strangers(seen)[0]['service'] or 'Nobody'} published {_strangers(seen)[0]['type']}. Only "
                f"{dict(FLOW).get(_strangers(seen)[0]['type'], 'another service')} knows that fact."
            ),
        ),
        Misconception(
            "order-42 in the code",
            APART,
            lambda seen: any(
                e["order_id"] != e["story"] and e["order_id"] in ("order-42", "order-43")
                for e in seen["two"]["events"]
            ),
            "Your code names one order, and the dinner of another went there. "
            "Take the id from the event you react to.",
        ),
        Misconception(
            "speaks for another",
            ALONE,
            lambda seen: any(not e["own"] for e in _strangers(seen)),
            lambda seen: (
                f"{_strangers(seen)[0]['type']} carries {_strangers(seen)[0]['service']}'s name, "
                "and another service's handler published it: that one now knows two jobs."
            ),
        ),
    ),
    hints=(
        "Go along the picture: which service publishes each fact, and which fact did it hear just before?",
        "Two reactions are missing. Restaurant reacts to PaymentAuthorized, Delivery first of all to the "
        "acceptance; its other two reactions hear its own facts.",
        "@delivery.on(OrderAcceptedByRestaurant)\n"
        "def assign(event):\n"
        "    delivery.publish(DriverAssigned(order_id=event.order_id))\n"
        "# and Restaurant's, in the same form",
    ),
)
