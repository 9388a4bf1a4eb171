"""04-star: CONTENT's shop, in which everybody reacts to OrderPlaced, put right by changing one table."""

import difflib
from typing import Any

from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

MACHINE = "coffee machine"

NAMES = "every name in the table exists"
ONCE = "all well: paid once, one parcel, one confirmation"
LOCAL = "an outage stays where it is"
UNPAID = "card declined: no parcel, no confirmation"
SHELF = "card declined: the stock is back on the shelf"
EMPTY = "shelf empty: no parcel, no confirmation"
NO_MONEY = "shelf empty: nobody pays"


def _table(answer: Any) -> dict[str, list[str]]:
    """The learner's table as names only: one reaction may stand alone or in a list, tuple or set."""
    table = {}
    for event, names in dict.items(answer):
        several = sorted(names, key=str) if type(names) in (set, frozenset) else names
        several = list(several) if type(several) in (list, tuple) else [several]
        table[_event(event)] = [
            name if type(name) is str else "None" if name is None else type(name).__name__ for name in several
        ]
    return table


def _event(key: Any) -> str:
    """The name on the left of a row; what is no name is told as it stands there."""
    return key if type(key) is str else str(getattr(key, "__name__", in_words(plain(key))))


def _run(table: dict[str, list[str]], **case: Any) -> dict[str, Any]:
    """One order in the shop wired by `table`: every event with its cause, the shelf, the dead letters."""
    from companion.bus import Bus, TooManyDeliveries
    from companion.events import VirtualClock
    from companion.scenarios import shop

    bus = Bus(VirtualClock(), max_deliveries=200)
    if "after" in case:  # the first to hear that event is a power cut
        bus.service("Power").on(case["after"])(lambda event: bus.service(case["off"]).switch_off())
    shelf = {MACHINE: case.get("pieces", 1)}
    shop.wire(bus, table, declined=case.get("declined", ()), shelf=shelf)
    off, endless = case.get("off", ""), False
    if off and not case.get("after"):
        bus.service(off).switch_off()
    try:
        shop.place_order(bus)
        if off:
            bus.service(off).switch_on()
            failed = [f"{d.service}.{d.handler}" for d in bus.dead_letters]
            bus.dead_letters.redeliver([d for d in bus.dead_letters if d.service == off])
        else:
            failed = [f"{d.service}.{d.handler}" for d in bus.dead_letters]
    except TooManyDeliveries:
        failed, endless = [], True
    born = bus.trace.published()
    types: dict[str | None, str] = {e.id: e.type for e in born}
    return {
        "events": [[e.type, types.get(e.causation_id, "")] for e in born],
        "failed": failed,
        "endless": endless,
        "left": shelf[MACHINE],
        "before": _before_the_switch(bus),
    }


def _before_the_switch(bus: Any) -> list[str]:
    """What had been published when the first dead letter was taken up again."""
    found = []
    for record in bus.trace:
        if record.kind == "redelivered":
            break
        if record.kind == "published":
            found.append(record.envelope.type)
    return found


def _unknown(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Names of the table that do not exist, each with the one most like it ("" if none is)."""
    from companion.scenarios import shop

    events = [event.__name__ for event in shop.EVENTS]
    found = [(name, events) for name in table if name not in events]
    actions = list(shop.ACTIONS)
    found += [(name, actions) for names in table.values() for name in names if name not in actions]
    return [(name, next(iter(difflib.get_close_matches(name, known, 1, 0.5)), "")) for name, known in found]


def _observe(answer: Any) -> Seen:
    table = _table(answer)
    unknown = _unknown(table)
    wrong = {name for name, _ in unknown}
    usable = {
        event: [name for name in names if name not in wrong]
        for event, names in table.items()
        if event not in wrong
    }
    return {
        "table": table,
        "unknown": unknown,
        "happy": _run(usable),
        "plenty": _run(usable, pieces=3),
        "declined": _run(usable, declined=("order-77",)),
        "empty": _run(usable, pieces=0),
        "no_email": _run(usable, off="Email"),
        "no_payment": _run(usable, off="Payment"),
        "paid_then_down": _run(usable, off="Payment", after="PaymentAuthorized"),
        "paid_then_no_carrier": _run(usable, off="Shipping", after="PaymentAuthorized"),
    }


def _count(run: dict[str, Any], name: str) -> int:
    return sum(each == name for each, _ in run["events"])


def _causes(run: dict[str, Any], name: str) -> list[str]:
    return [str(cause) for each, cause in run["events"] if each == name]


def _names(seen: Seen) -> Finding | None:
    if not seen["unknown"]:
        return None
    name, near = seen["unknown"][0]
    if name.startswith("["):
        return Finding("", f"a row begins with the name of one event, not with several: {name}")
    return Finding("", f"the shop knows no {name!r}" + (f"; did you mean {near!r}?" if near else ""))


def _once(seen: Seen) -> Finding | None:
    return _sold(seen["happy"], 1) or _sold(seen["plenty"], 3)


def _sold(run: dict[str, Any], pieces: int) -> Finding | None:
    """One order of one machine, of which `pieces` are on the shelf."""
    if run["endless"]:
        return Finding("", f"one order, and the shop did not stop; {len(run['events'])} events and counting")
    wanted = {"PaymentAuthorized": "payment", "ShipmentCreated": "parcel", "ConfirmationSent": "confirmation"}
    for event, what in wanted.items():
        count = _count(run, event)
        if count != 1:
            return Finding("1", f"one order, in stock, card good: {what}s: {count}")
    if run["left"] != pieces - 1:
        shelf = f"machines on the shelf: {pieces}, sold: 1"
        return Finding(str(pieces - 1), f"{shelf}; on the shelf now: {run['left']}")
    return None


def _local(seen: Seen) -> Finding | None:
    if "ShipmentCreated" not in seen["no_email"]["before"]:
        return Finding("", "Email is down: no parcel left")
    for down, run in (("Email", seen["no_email"]), ("Payment", seen["no_payment"])):
        others = [name for name in run["failed"] if not name.startswith(down + ".")]
        if others:
            return Finding("", f"{down} is down, and {others[0]} failed with it")
    paid = seen["paid_then_down"]
    others = [name for name in paid["failed"] if not name.startswith("Payment.")]
    if others:
        return Finding("", f"Payment authorized, then went down, and {others[0]} failed with it")
    parcels = _count(seen["paid_then_no_carrier"], "ShipmentCreated")
    if parcels != 1:
        down = "order-77 is paid, Shipping goes down and comes back"
        return Finding("1", f"{down}: parcels in the end: {parcels}")
    late = seen["no_payment"]
    if _count(late, "ShipmentCreated") != 1:
        count = _count(late, "ShipmentCreated")
        return Finding("1", f"Payment was down for a minute and came back: parcels in the end: {count}")
    return None


def _quiet(run: dict[str, Any], why: str) -> Finding | None:
    told = {"ShipmentCreated": "a parcel left", "ConfirmationSent": "a confirmation went out"}
    for event, what in told.items():
        if _count(run, event):
            return Finding("", f"{why}: {what}, because of {_causes(run, event)[0]}")
    return None


def _unpaid(seen: Seen) -> Finding | None:
    return _quiet(seen["declined"], "order-77's card is declined")


def _empty(seen: Seen) -> Finding | None:
    return _quiet(seen["empty"], "order-77's machine is not in stock")


def _back(seen: Seen) -> Finding | None:
    left = seen["declined"]["left"]
    if seen["declined"]["endless"]:
        return Finding("", "a declined card makes the shop run for ever")
    if left != 1:
        return Finding("1", f"one machine on the shelf, card declined; on the shelf now: {left}")
    return None


def _no_money(seen: Seen) -> Finding | None:
    count = _count(seen["empty"], "PaymentAuthorized")
    return Finding("none", f"no machine in stock; payments authorized: {count}") if count else None


def _listens(seen: Seen, action: str) -> list[str]:
    return [event for event, names in seen["table"].items() if action in names]


def _upside_down(seen: Seen) -> bool:
    return any("." in event for event in seen["table"])


STAR = Exercise(
    id="04-star",
    title="reactions",
    kind="bug hunt",
    points=7,
    accepts=(dict,),
    example='{"OrderPlaced": ["Inventory.reserve"]}',
    blank=({},),
    observe=_observe,
    gate=(Criterion(NAMES, 0, _names), Criterion(ONCE, 0, _once), Criterion(LOCAL, 0, _local)),
    criteria=(
        Criterion(UNPAID, 3, _unpaid),
        Criterion(SHELF, 2, _back),
        Criterion(EMPTY, 1, _empty),
        Criterion(NO_MONEY, 1, _no_money),
    ),
    misconceptions=(
        Misconception(
            "table upside down",
            NAMES,
            _upside_down,
            "A row reads 'when this has happened: these react'. On the left stands an event such as "
            "OrderPlaced, on the right what is done then, such as Inventory.reserve.",
        ),
        Misconception(
            "asks Payment",
            LOCAL,
            lambda seen: "ask_payment_then_ship" in getattr(_local(seen), "evidence", ""),
            "Shipping calls Payment to find out. Now Shipping is down whenever Payment is. "
            "An event could have told it.",
        ),
        Misconception(
            "runs in a circle",
            ONCE,
            lambda seen: bool(seen["happy"]["endless"]),
            "Follow the table from OrderPlaced: it comes back to where it was, and starts again.",
        ),
        Misconception(
            "ships twice",
            ONCE,
            lambda seen: (
                _count(seen["happy"], "PaymentAuthorized") == 1
                and len(set(_causes(seen["happy"], "ShipmentCreated"))) > 1
            ),
            lambda seen: (
                f"{_count(seen['happy'], 'ShipmentCreated')} parcels for one order. Shipping listens to "
                f"{' and to '.join(dict.fromkeys(_causes(seen['happy'], 'ShipmentCreated')))}; "
                "waiting for both needs a memory (lesson 05)."
            ),
        ),
        Misconception(
            "mail in the chain",
            LOCAL,
            lambda seen: "ConfirmationSent" in _causes(seen["no_email"], "ShipmentCreated"),
            "Email is down and the parcel waits for it. No parcel needs a mail; "
            "let Shipping and Email react to the same fact.",
        ),
        Misconception(
            "ships on whichever comes first",
            UNPAID,
            lambda seen: "InventoryReserved" in _causes(seen["declined"], "ShipmentCreated"),
            "The stock was reserved, so you shipped; then the card was declined. "
            "Reserved is not paid: which fact says that both hold?",
        ),
        Misconception(
            "still the star",
            UNPAID,
            lambda seen: "OrderPlaced" in _causes(seen["declined"], "ShipmentCreated"),
            "Shipping hears OrderPlaced at the same moment as Payment does. Nobody has asked the card yet.",
        ),
        Misconception(
            "mail too early",
            UNPAID,
            lambda seen: _count(seen["declined"], "ConfirmationSent") > 0,
            "'Your order is confirmed' went to a customer whose card was declined. A mail cannot be unsent.",
        ),
        Misconception(
            "stock kept",
            SHELF,
            lambda seen: (
                not seen["unknown"]
                and not seen["declined"]["endless"]
                and _count(seen["declined"], "InventoryReserved") > 0
            ),
            "The card was declined; a coffee machine stays reserved for nobody. "
            "Who could react to PaymentDeclined?",
        ),
        Misconception(
            "pays first",
            NO_MONEY,
            lambda seen: bool(_listens(seen, "Payment.charge")),
            "The money is set aside before anybody looked at the shelf, and no reaction gives it back. "
            "Stock can be put back without a trace; ask for that first.",
        ),
    ),
    hints=(
        "Read each row aloud: 'when this has happened, that may be done'. Is an order paid at OrderPlaced?",
        "Make a chain: each service reacts to the fact that makes its work right. "
        "Put what can be given back without a trace first, and nothing behind the mail.",
        '"OrderPlaced": ["Inventory.reserve"],\n"InventoryReserved": ["Payment.charge"],\n'
        '"PaymentAuthorized": [..., ...],\n"PaymentDeclined": [...],',
    ),
)
