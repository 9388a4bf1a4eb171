"""The food delivery's evening: 200 orders up to 22:30, Delivery being down from 18:45 to 19:30.

Promises: every way an order can end is in it, edges exactly on the limit of 30 minutes too, and the orders
that the exercise `04-silence` speaks of (o-17, o-31, o-42, o-88). Leaves out any event that says a driver was
not found: the point of this log is that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from making.coffee import GUESTS
from making.log import MINUTE, Log, Note, below, between, lines_of, table, total_cents, weighted

EVENING = datetime(2024, 11, 15, 18, tzinfo=UTC)
NOW_S = 270 * MINUTE  # 22:30
LIMIT_S = 30 * MINUTE  # half an hour or more is too long
DOWN_S, UP_S = 45 * MINUTE, 90 * MINUTE  # in between, Delivery publishes nothing
PER_QUARTER = [4, 5, 8, 14, 16, 18, 20, 20, 18, 16, 14, 12, 10, 9, 7, 5, 2, 2]
TOLD = {17: "cancelled", 31: "late", 42: "lost", 88: "declined"}  # by the exercise
EDGES = {
    10: "no show",
    11: "no show",
    120: "on the limit",
    121: "just in time",
    196: "no show",
    197: "no show",
}
PLACED_S = {196: NOW_S - LIMIT_S - 5, 197: NOW_S - LIMIT_S - 4}  # paid 30:00 and 29:59 before NOW_S
RESTAURANTS = ["Bella Napoli", "Golden Wok", "Taco Luz", "Green Bowl", "Kebab Haus", "Sushi Mori"]
DISHES = [("pizza", 1150), ("noodles", 1080), ("tacos", 990), ("salad", 890), ("kebab", 850), ("sushi", 1490)]


@dataclass
class Ending:
    """What became of an order by NOW_S, with the seconds of its payment and pick-up where there were any."""

    label: str
    paid_s: int | None = None
    picked_up_s: int | None = None

    @property
    def waited_s(self) -> int | None:
        """From payment to pick-up, or to NOW_S where the customer still waits; None where nobody waits."""
        if self.paid_s is None or self.label in {"cancelled", "refused"}:
            return None
        return (NOW_S if self.picked_up_s is None else self.picked_up_s) - self.paid_s


def fate(rng: Random, n: int, accepted_s: int) -> str:
    """What becomes of order n. Of those accepted in the outage a third is redelivered, most are lost."""
    drawn, outage = below(rng, 100), below(rng, 100)
    if n in TOLD or n in EDGES:
        return (TOLD | EDGES)[n]
    if drawn < 16:
        return "declined" if drawn < 4 else "refused" if drawn < 13 else "cancelled early"
    if DOWN_S <= accepted_s < UP_S:
        return "late" if outage < 34 else "cancelled" if outage < 46 else "lost"
    return "fine"


def once_up(rng: Random, at_s: int) -> int:
    """The same second, or one soon after the outage when it falls into it."""
    return UP_S + between(rng, 20, 4 * MINUTE) if DOWN_S <= at_s < UP_S else at_s


def order(rng: Random, log: Log, n: int, placed_s: int) -> Ending:
    """Add the events of order n, Delivery's apart (see `deliver`), and say how it ended."""
    order_id, items = f"o-{n}", lines_of(rng, DISHES, between(rng, 1, 2), 2)
    customer = "Ada" if n == 42 else GUESTS[1 + below(rng, len(GUESTS) - 1)]
    restaurant, cents = RESTAURANTS[below(rng, len(RESTAURANTS))], total_cents(items)
    placed = log.add(
        placed_s,
        "OrderPlaced",
        "Order",
        order_id,
        customer=customer,
        restaurant=restaurant,
        items=items,
        total_cents=cents,
    )
    paid_s = placed_s + (5 if n in PLACED_S else between(rng, 3, 8))
    accepted_s = paid_s + between(rng, MINUTE, 4 * MINUTE)
    kind = fate(rng, n, accepted_s)
    if kind == "declined":
        log.add(paid_s, "PaymentDeclined", "Payment", order_id, placed, reason="card declined")
        return Ending("declined")
    paid = log.add(paid_s, "PaymentAuthorized", "Payment", order_id, placed, amount_cents=cents)
    if kind == "refused":
        reason = "kitchen is full"
        log.add(accepted_s, "OrderRefusedByRestaurant", "Restaurant", order_id, paid, reason=reason)
        return Ending("refused", paid_s)
    if kind == "cancelled early":
        log.add(paid_s + between(rng, 20, 55), "OrderCancelled", "Order", order_id)
        return Ending("cancelled", paid_s)
    accepted = log.add(accepted_s, "OrderAcceptedByRestaurant", "Restaurant", order_id, paid)
    if kind == "cancelled":
        patience_s = between(rng, 8 * MINUTE, 25 * MINUTE)
        log.add(64 * MINUTE if n == 17 else accepted_s + patience_s, "OrderCancelled", "Order", order_id)
        return Ending("cancelled", paid_s)
    picked_up_s = None if kind == "lost" else deliver(rng, log, accepted, paid_s, kind)
    if picked_up_s is None:
        return Ending("stalled" if NOW_S - paid_s >= LIMIT_S else "waiting", paid_s)
    return Ending("picked_up_late" if picked_up_s - paid_s >= LIMIT_S else "picked_up", paid_s, picked_up_s)


def deliver(rng: Random, log: Log, accepted: Note, paid_s: int, kind: str) -> int | None:
    """Add what Delivery and the customer do; the second of the pick-up, or None if there is none by NOW_S."""
    order_id = accepted.order_id
    assigned_s = once_up(rng, accepted.at_s + between(rng, 30, 100))
    usual_s = once_up(rng, assigned_s + between(rng, 8 * MINUTE, 16 * MINUTE))
    exact_s = {"on the limit": paid_s + LIMIT_S, "just in time": paid_s + LIMIT_S - 1}
    picked_up_s = paid_s + 40 * MINUTE if order_id == "o-31" else exact_s.get(kind, usual_s)
    driver_id = f"d-{between(rng, 1, 24)}"
    assigned = log.add(assigned_s, "DriverAssigned", "Delivery", order_id, accepted, driver_id=driver_id)
    if kind == "no show":
        return None
    picked_up = log.add(picked_up_s, "OrderPickedUp", "Delivery", order_id, assigned, driver_id=driver_id)
    delivered_s = once_up(rng, picked_up_s + between(rng, 6 * MINUTE, 20 * MINUTE))
    log.add(delivered_s, "OrderDelivered", "Delivery", order_id, picked_up)
    if below(rng, 100) < 40:
        rated_s = delivered_s + between(rng, 5 * MINUTE, 60 * MINUTE)
        log.add(rated_s, "OrderRated", "Order", order_id, stars=5 - weighted(rng, [50, 28, 12, 6, 4]))
    return picked_up_s if picked_up_s <= NOW_S else None


def delivery_evening() -> dict[str, bytes]:
    """The log up to NOW_S and what became of each order."""
    rng, log = Random(7), Log(EVENING)
    quarters = [q for q, many in enumerate(PER_QUARTER) for _ in range(many)]
    placed = sorted(q * 15 * MINUTE + below(rng, 15 * MINUTE) for q in quarters)
    rows = []
    for n, at_s in enumerate(placed, 1):
        end = order(rng, log, n, PLACED_S.get(n, at_s))
        times = ["" if s is None else log.time(s) for s in (end.paid_s, end.picked_up_s)]
        rows.append((f"o-{n}", end.label, *times, "" if end.waited_s is None else end.waited_s))
    log.notes = [note for note in log.notes if note.at_s <= NOW_S]
    header = ("order_id", "label", "paid_at", "picked_up_at", "waited_s")
    return {"delivery_evening.jsonl": log.lines(), "delivery_evening_labels.csv": table(header, rows)}
