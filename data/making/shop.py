"""The shop's thirty days: about 2,000 orders of 700 customers, repeats and cancellations labelled.

Promises: half of the customers buy once while a few buy dozens of times; lunch and evening are busy; 0.4 % of
the lines repeat an earlier line exactly, 2.5 % of the orders are cancelled. Leaves out e-mail and returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from making.log import DAY, HOUR, MINUTE, Log, Note, below, between, some, table, total_cents, weighted

DAYS, CUSTOMERS, MOST_ORDERS, PARTS = 30, 700, 60, 3
BY_HOUR = [2, 1, 1, 1, 1, 2, 6, 12, 20, 30, 40, 82, 115, 86, 42, 34, 38, 48, 96, 122, 100, 44, 22, 8]
BY_WEEKDAY = [10, 9, 10, 11, 13, 14, 11]
DECLINED_PER_1000, CANCELLED_PER_1000, REPEATED_PER_1000 = 30, 25, 4
CATALOGUE = [
    ("filter-papers", 390),
    ("beans-250g", 890),
    ("beans-1kg", 2890),
    ("mug", 1250),
    ("grinder", 7900),
    ("kettle", 5400),
    ("moka-pot", 3450),
    ("coffee-machine", 24900),
]
POPULARITY = [20, 30, 14, 12, 4, 5, 6, 2]


def orders_of_a_customer(rng: Random) -> int:
    """1 for half of all customers, now and then dozens: n or more with a chance of (2.414 / (n + 1.414))²."""
    chance, n = below(rng, 10**9), 1
    while n < MOST_ORDERS and chance < 10**9 * 2_414**2 // (1_000 * (n + 1) + 1_414) ** 2:
        n += 1
    return n


def moment(rng: Random, start: datetime) -> int:
    """A second of the thirty days, likelier on a Saturday, at lunch and in the evening."""
    day = weighted(rng, [BY_WEEKDAY[(start.weekday() + d) % 7] for d in range(DAYS)])
    return day * DAY + weighted(rng, BY_HOUR) * HOUR + below(rng, HOUR)


def basket(rng: Random) -> list[dict[str, Any]]:
    sku, price_cents = CATALOGUE[weighted(rng, POPULARITY)]
    return [{"sku": sku, "quantity": 1 + weighted(rng, [8, 2, 1]), "price_cents": price_cents}]


def order(rng: Random, log: Log, at_s: int, order_id: str, customer: str, cancelled: bool) -> None:
    """Inventory, Payment, Shipping: each reacts to the one before. A person cancels, so that has no cause."""
    items = basket(rng)
    cents = total_cents(items)
    placed = log.add(
        at_s, "OrderPlaced", "Order", order_id, customer=customer, items=items, total_cents=cents
    )
    reserved = log.add(at_s + between(rng, 1, 3), "InventoryReserved", "Inventory", order_id, placed)
    paid_s = reserved.at_s + between(rng, 1, 6)
    if not cancelled and below(rng, 1_000) < DECLINED_PER_1000:
        declined = log.add(paid_s, "PaymentDeclined", "Payment", order_id, reserved, reason="card declined")
        log.add(paid_s + 1, "InventoryReleased", "Inventory", order_id, declined)
        return
    paid = log.add(paid_s, "PaymentAuthorized", "Payment", order_id, reserved, amount_cents=cents)
    ship_s = paid_s + between(rng, 20 * MINUTE, 18 * HOUR)
    if not cancelled:
        log.add(ship_s, "ShipmentCreated", "Shipping", order_id, paid)
        return
    end = log.add(between(rng, paid_s + 2 * MINUTE, ship_s), "OrderCancelled", "Order", order_id)
    log.add(end.at_s + 1, "InventoryReleased", "Inventory", order_id, end)
    log.add(end.at_s + between(rng, 1, 6), "PaymentRefunded", "Payment", order_id, end, amount_cents=cents)


def shop_orders() -> dict[str, bytes]:
    """The log in three parts of ten days, in order of arrival, and its labels."""
    rng, log = Random(62), Log(datetime(2024, 3, 1, tzinfo=UTC))
    buyers = [c for c in range(1, CUSTOMERS + 1) for _ in range(orders_of_a_customer(rng))]
    orders = sorted((moment(rng, log.start), customer) for customer in buyers)
    cancelled = set(some(rng, range(len(orders)), len(orders) * CANCELLED_PER_1000 // 1_000))
    for n, (at_s, customer) in enumerate(orders):
        order(rng, log, at_s, f"o-{n + 1}", f"c-{customer}", n in cancelled)
    arrivals = with_repeats(rng, log.numbered())
    parts = [""] * PARTS
    for at_s, _, note in arrivals:
        parts[min(at_s * PARTS // (DAYS * DAY), PARTS - 1)] += log.line(note)
    files = {f"shop_orders_{n}.jsonl": part.encode() for n, part in enumerate(parts, 1)}
    return files | {"shop_orders_labels.csv": labels(arrivals)}


def with_repeats(rng: Random, notes: Sequence[Note]) -> list[tuple[int, bool, Note]]:
    """(second of arrival, is a repeat, note), in order of arrival: a repeat comes up to two minutes later."""
    arrivals = [(note.at_s, False, note) for note in notes]
    for i in some(rng, range(len(notes)), len(notes) * REPEATED_PER_1000 // 1_000):
        arrivals.append((notes[i].at_s + between(rng, 1, 2 * MINUTE), True, notes[i]))
    return sorted(arrivals, key=lambda arrival: arrival[:2])


def labels(arrivals: Sequence[tuple[int, bool, Note]]) -> bytes:
    """A row per repeated line, with the line it repeats, and per cancellation, with the line of its order."""
    rows, first = [], dict[str, int]()
    for line, (_, repeat, note) in enumerate(arrivals, 1):
        if repeat:
            rows.append((line, "duplicate", note.id, note.order_id, first[note.id]))
            continue
        first[note.id] = line
        if note.type == "OrderPlaced":
            first[note.order_id] = line
        elif note.type == "OrderCancelled":
            rows.append((line, "cancelled", note.id, note.order_id, first[note.order_id]))
    return table(("line", "label", "event_id", "order_id", "of_line"), rows)
