"""The coffee shop's lunch hour: 24 orders, small enough to read whole.

Promises: Ada is first, and Bo's order costs exactly what Ada's does. Leaves out what happens after an order:
the lessons run that themselves.
"""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from making.log import HOUR, MINUTE, Log, below, between, lines_of, total_cents

GUESTS = [
    "Ada",
    "Bo",
    "Cleo",
    "Dev",
    "Eli",
    "Fay",
    "Gus",
    "Hana",
    "Ivo",
    "June",
    "Kofi",
    "Lea",
    "Milo",
    "Nia",
    "Otto",
    "Pia",
    "Quin",
    "Ravi",
    "Sol",
    "Tess",
    "Uma",
    "Vito",
    "Wren",
    "Yara",
]
MENU = [
    ("latte", 450),
    ("espresso", 250),
    ("cappuccino", 400),
    ("sandwich", 650),
    ("soup", 550),
    ("cake", 350),
]


def coffee_lunch() -> dict[str, bytes]:
    """One order per guest between 12:00 and 13:00, most of them around half past."""
    rng, log = Random(12), Log(datetime(2024, 3, 4, 12, tzinfo=UTC))
    later = sorted((below(rng, HOUR) + below(rng, HOUR)) // 2 for _ in GUESTS[2:])
    moments = [0, 2 * MINUTE, *(max(at_s, 3 * MINUTE) for at_s in later)]
    for n, (guest, at_s) in enumerate(zip(GUESTS, moments, strict=True), 1):
        latte = [{"sku": "latte", "quantity": 1, "price_cents": 450}]
        items = latte if n <= 2 else lines_of(rng, MENU, between(rng, 1, 2), 1)
        log.add(
            at_s,
            "OrderPlaced",
            "Counter",
            f"o-{n}",
            customer=guest,
            items=items,
            total_cents=total_cents(items),
        )
    return {"coffee_lunch.jsonl": log.lines()}
