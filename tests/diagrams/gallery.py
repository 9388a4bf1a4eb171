"""Traces told by hand, and one picture of every sort: what the tests look at.

Run as a program it prints a digest of all of them.
"""

from __future__ import annotations

import hashlib
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

from companion.diagrams import (
    Picture,
    bars,
    concept_map,
    counterexample,
    event_log,
    flow,
    grid,
    partitions,
    player,
    plot,
    saga_flow,
    service_map,
    swimlanes,
    timeline,
)
from companion.diagrams.bars import pulses
from companion.events.clock import VirtualClock
from companion.events.event import Envelope, Event
from companion.events.trace import Record, Trace
from companion.sagas import PENDING, Saga
from companion.sagas import Step as SagaStep
from companion.sourcing import MemoryStore, Refused

START = datetime(2024, 1, 1, tzinfo=UTC)
CRITICAL = ("OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant")
Step = namedtuple("Step", "kind label index point late_s", defaults=("", 0))


class GalleryFact(Event):
    """What every event here holds: nothing."""


class GalleryRefusal(Event, refusal=True):
    """Somebody said no."""


class Teller:
    """Tells a trace record by record."""

    def __init__(self):
        self.trace = Trace()

    def published(self, name, service, minute=0.0, cause=None, heard=(), story="order-42", no=False):
        envelope = Envelope(
            id=f"id-{len(self.trace.published()) + 1:03}",
            type=name,
            event=GalleryRefusal() if no else GalleryFact(),
            time=START + timedelta(minutes=minute),
            correlation_id=story,
            causation_id=cause.id if cause else None,
            service=service,
        )
        self.note("published", service, minute, envelope)
        for listener in heard:
            self.note("handled", listener, minute, envelope, handler=f"on_{name}")
        return envelope

    def note(self, kind, service, minute=0.0, envelope=None, begin=None, **more):
        started = START + timedelta(minutes=minute if begin is None else begin)
        time = START + timedelta(minutes=minute)
        self.trace.add(
            Record(kind=kind, time=time, service=service, envelope=envelope, started=started, **more)
        )

    def failed(self, envelope, service, error="ServiceDown: switched off", times=3, dead=True):
        for attempt in range(1, times + 1):
            self.note("failed", service, 0, envelope, handler="react", error=error, attempt=attempt)
        if dead:
            self.note("dead_lettered", service, 0, envelope, handler="react", error=error, attempt=times)


def food():
    told, both, late = Teller(), ("Notification", "Analytics"), ("Analytics",)
    placed = told.published("OrderPlaced", "Order", 0, None, ("Payment", *both))
    paid = told.published("PaymentAuthorized", "Payment", 0.4, placed, ("Restaurant", *late))
    accepted = told.published("OrderAcceptedByRestaurant", "Restaurant", 2.4, paid, ("Delivery", *both))
    assigned = told.published("DriverAssigned", "Delivery", 3.4, accepted, ("Delivery", *both))
    picked = told.published("OrderPickedUp", "Delivery", 15.4, assigned, ("Delivery", *late))
    delivered = told.published("OrderDelivered", "Delivery", 30.4, picked, ("Order", *both))
    told.published("OrderRated", "Order", 35.4, delivered, late)
    return told.trace


def broken_food():
    told = Teller()
    placed = told.published("OrderPlaced", "Order", 0, None, ("Payment", "Analytics"))
    paid = told.published("PaymentAuthorized", "Payment", 0.4, placed, ("Analytics",))
    told.failed(paid, "Restaurant")
    told.failed(paid, "Analytics", "TimeoutError('too slow')", 2, dead=False)
    told.published("PaymentDeclined", "Payment", 0.6, placed, ("Notification",), no=True)
    return told.trace


def tried_again():
    """A service needs two attempts, one whose letter is delivered again, one that does a thing three times;
    and a person's own command at the end."""
    told = Teller()
    placed = told.published("OrderPlaced", "Order", 0, None, ("Email", "Loyalty"))
    told.failed(placed, "Payment", "TimeoutError: no answer", 2, dead=False)
    paid = told.published("PaymentAuthorized", "Payment", 1, placed, ("Analytics",))
    told.note("handled", "Payment", 1, placed, handler="react", attempt=3)
    told.failed(paid, "Email", "ConnectionError: no route", 1, dead=False)
    told.note("handled", "Email", 1, paid, handler="react", attempt=2)
    told.failed(paid, "Shipping", times=3)
    told.note("redelivered", "Shipping", 45, paid, handler="react")
    told.published("ParcelDispatched", "Shipping", 45, paid, ("Email", "Analytics"))
    told.note("handled", "Shipping", 45, paid, handler="react")
    for _ in range(2):
        told.note("handled", "Loyalty", 45, placed, handler="on_OrderPlaced")
    told.published("OrderRated", "Order", 60, None, ("Analytics",))
    return told.trace


def crowd(stories=2, depth=15, services=12):
    """Long interleaved stories: three effects of each event, every kind of listener."""
    told = Teller()
    for number in range(depth):
        for story in range(stories):
            cause = told.trace.published()[-stories] if number else None
            service = f"Service{(number + story) % services}"
            heard = [f"Listener{k}" for k in range(number % 4)]
            told.published(f"Thing{number}WasDoneFor{story}", service, number, cause, heard, f"story-{story}")
    return told.trace


def shop_hours():
    told, free = Teller(), 0
    for number in range(15):
        arrival, story = 4 * number, f"order-{number + 1}"
        told.note("called", "Counter", arrival + 1, begin=arrival, label="take order")
        placed = told.published("OrderPlaced", "Counter", arrival + 1, story=story)
        begin = max(arrival + 1, free)
        begin = 30 if 20 <= begin < 30 else begin
        free = begin + 5
        told.note("handled", "Kitchen", free, placed, begin=begin, handler="cook")
        told.note("handled", "Display", arrival + 1, placed, handler="show")
    return told.trace


def coffee(style):
    told = Teller()
    plan = {
        "calls": ((0, 12), ("Cashier", 1, 3), ("Barista", 3, 7), ("Kitchen", 7, 12)),
        "parallel": ((0, 6), ("Cashier", 1, 3), ("Barista", 1, 5), ("Kitchen", 1, 6)),
        "events": ((0, 1), ("Cashier", 1, 3), ("Barista", 1, 5), ("Kitchen", 1, 6)),
    }[style]
    told.note("waited", "You", plan[0][1], begin=plan[0][0])
    told.note("called", "Counter", 1, begin=0, label="take order")
    placed = None
    if style == "events":
        placed = told.published("OrderPlaced", "Counter", 1)
        told.note("handled", "Display", 1, placed, handler="show_order")
    for (service, begin, end), label in zip(plan[1:], ("payment", "drink", "food"), strict=True):
        told.note("handled" if placed else "called", service, end, placed, begin=begin, label=label)
    return told.trace


def lessons():
    from networkx import DiGraph

    graph = DiGraph()
    titles = "Start here|Why events?|Events are facts|The event bus|Choreography|Orchestration and sagas|Once"
    for number, title in enumerate(titles.split("|")):
        graph.add_node(f"{number:02}", title=title)
    graph.add_edges_from((f"{a:02}", f"{b:02}") for a, b in ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (3, 6)))
    return graph


def schedule():
    return [
        Step("deliver", "paid 40", 1),
        Step("crash", "paid 10", 0, "after charge"),
        Step("deliver", "paid 10", 0),
        Step("drop", "refund", 2),
        Step("delay", "paid 7", 3, "", 300),
        Step("duplicate", "paid 40", 1),
        Step("crash", "paid 7", 3, "before any"),
        Step("deliver", "paid 7", 3),
    ]


def saga_run(names, refuses="", fails="", stuck="", waits="", pivot=""):
    """The trace of one saga, run for the picture; the words say at which step what goes wrong."""

    def act(name):
        def action(data, key):
            if name == refuses:
                raise Refused("no carrier goes there, and none will before the end of the month")
            if name == fails:
                raise TimeoutError("no answer")
            return PENDING if name == waits else None

        return action

    def undo(name):
        def compensation(data, key):
            if name == stuck:
                raise ConnectionError("the bank is closed")

        return compensation

    steps = [SagaStep(name, act(name), undo(name), attempts=2, pivot=name == pivot) for name in names]
    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    Saga("order", steps).run(store, "order-42", {})
    return store.trace


SHOP = ("reserve", "charge", "ship", "mail")
LONG = ("reserve inventory", "charge the card", "create a shipment", "支払い", "notifyEverybodyAtOnce", "6")


class GalleryMoney(Event):
    """Money in, or out when it is negative."""

    cents: int


def dollars(events):
    return sum(event.cents for event in events if isinstance(event, GalleryMoney)) / 100


def account(*cents, days=(), names=()):
    """The envelopes of an account: opened, then money, on these days after the start, or all at once."""
    events = [GalleryFact(), *(GalleryMoney(cents=each) for each in cents)]
    return [
        Envelope(
            id=f"a-{n}",
            type=names[n] if names else "AccountOpened" if not n else "MoneyDeposited" if cents[n - 1] > 0
            else "MoneyTransferredOut",
            event=event,
            stream="account",
            version=n + 1,
            time=START + timedelta(days=days[n] if days else 0),
            correlation_id="account",
        )
        for n, event in enumerate(events)
    ]  # fmt: skip


JANUARY = account(100_000, -20_000, 1_000, -30_000, days=(-4, 0.5, 4.5, 30.5, 31.5))
"""The account of CONTENT's January, opened on 28 December."""


QUICK = ("TheThingThatNobodyExpectedHappenedAtLast", "支払いが承認されました")


def timelines():
    return {
        "timeline": timeline(
            JANUARY, dollars, title="Balance is not stored. It is replayed.",
            until=date(2024, 1, 31), says="${:,.0f}", name="balance",
        ),
        "two curves": timeline(
            JANUARY, dollars, title="What we know now is not what we knew then", until=1, says="${:,.2f}",
            second=("as known on 31 January, a long time ago, by somebody else", JANUARY[:4]),
        ),
        "all at once": timeline(
            account(50_000, -40_000, -40_000), dollars, title="The log says −$300.", until=3, says="${:,.0f}",
            second=("with $50 more", lambda events: dollars(events) + 50),
        ),
        "many events": timeline(
            account(*range(-500, 29_500, 1_000), days=range(31)), dollars, title="Thirty", until=28,
        ),
        "one second": timeline(
            account(5, days=(0, 1 / 86_400), names=QUICK), dollars, title="Quick", until=0
        ),
    }  # fmt: skip


def gallery() -> dict[str, Picture]:
    coffees = {
        "Calls: the sum": coffee("calls"),
        "Parallel calls": coffee("parallel"),
        "Events": coffee("events"),
    }
    outages = [["broken", "broken"], ["kept", "late"], ["kept", ""]]
    mastery = {"00": 1, "01": 0.8, "02": 0.4}
    return {
        "flow": flow(food(), title="Food delivery: seven facts", subtitle="order-42", critical=CRITICAL),
        "failure": flow(
            broken_food(), title="Restaurant is off", expected=food(), promise="delivered", critical=CRITICAL
        ),
        "tried again": flow(tried_again(), title="Late, again, and again"),
        "crowd": flow(crowd(), title="Two stories at once"),
        "service map": service_map(food(), title="Nobody calls anybody"),
        "coffee": swimlanes(coffees, title="Who waits?"),
        "hours": swimlanes(shop_hours(), title="Late, not lost", closed={"Kitchen": (20, 30)}),
        "counterexample": counterexample(
            schedule(), title="Enough", problem="the till holds 97, expected 57"
        ),
        "player": player(food(), title="Seven facts", subtitle="Step through order-42"),
        "grid": grid(
            ["Payment", "Delivery", "Email"], ["paid", "delivered"], outages, title="Off", corner="off"
        ),
        "saga": saga_flow(
            {"Happy path": saga_run(SHOP), "Failure path": saga_run(SHOP, refuses="ship")},
            title="A saga goes forward, and when it must, backward",
            subtitle="When the third is refused, the finished ones are undone, newest first",
        ),
        "sagas in trouble": saga_flow(
            {
                "An answer that was lost on its way": saga_run(LONG, fails="支払い"),
                "Stuck": saga_run(LONG, refuses="6", stuck="create a shipment"),
                "Behind the pivot": saga_run(LONG, fails="6", pivot="支払い"),
                "Waiting": saga_run(SHOP, waits="charge"),
            },
            title="Four more",
        ),
        "crash points": grid(
            ["no crash", "before append InventoryReservationExpired", "after append OrderPlaced (2nd)"],
            ["nothing is charged twice", "the run ends"],
            [[True, True], [False, True], [True, False]],
            title="A crash at 2 of 2 points breaks it",
            corner="crash",
        ),
        "several crash runs": grid(
            ["save, then publish", "publish inside the transaction of the database", "outbox and relay"],
            ["every post is announced", "what is announced exists", "announced once"],
            [
                [("broken", "3 of 7"), ("kept", "0 of 7"), ("kept", "0 of 7")],
                [("kept", "0 of 8"), ("broken", "without a crash"), ("kept", "0 of 8")],
                [("kept", "0 of 26"), ("kept", "0 of 26"), ("broken", "3 of 26")],
            ],
            title="Two writes: a crash finds the gap in any order",
            corner="code",
        ),
        "crash at an append": counterexample(
            [Step("crash", "e0", 0, "after append OrderPlaced"), Step("deliver", "e0", 0)],
            title="Two deliveries",
            problem="2 events of 1",
        ),
        "pulses": pulses(
            {"doubled": [1000, 1000, 0, 900], "支払い, by chance": [1500, 300, 120, 80, 4]},
            title="All come back in the same second",
            says={"doubled": "400 served"},
            bar="calls",
            mark=(2, "the bank is back"),
        ),
        "bars": bars({"a) 3": 12, "b) 5": 31, "c) 6": 0}, title="Most expect an average"),
        "concept map": concept_map(lessons(), mastery, title="Two of seven"),
        "plot": plot(
            {"every 4 min": (6, 7, 8, 19, 20), "every 5 min": (6, 6, 15), "支払い": {1: 6, 2.5: 20}},
            title="When is the queue gone?", across="customer", upwards="minutes",
        ),
        **timelines(),
        "partitions": partitions(
            {
                "rides-0": [("ride-7", "requested"), ("ride-9", "requested"), ("ride-7", "cancelled")],
                "rides-1": [(f"ride-{n}", "a very long word: requested again") for n in range(9)],
                "rides-2": [],
                "rides-3": [("ride-8", "")],
            },
            title="What has one key stands in one lane",
            subtitle="Four partitions",
            committed={"rides-0": 1, "rides-1": 9, "rides-2": 0},
            highlight="ride-7",
        ),
    }  # fmt: skip


def digest():
    shown = [text for picture in gallery().values() for text in (picture._repr_html_(), repr(picture))]
    return hashlib.sha256("\n".join([*shown, event_log(food())._repr_html_()]).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
