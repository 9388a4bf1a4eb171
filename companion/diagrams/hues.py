"""Which of the service colours a service has: the same in every picture, whoever else is in it.

The services of the course have fixed places, so that a lesson's pictures agree; those that stand in one
picture have different ones. A service of somebody's own takes the first place that is free, in the order in
which the picture names them.
"""

from __future__ import annotations

from collections.abc import Sequence

from companion.diagrams.palette import SERVICES

GREY = len(SERVICES)

_PLACES = (
    ("Order", "Counter", "Web", "Posts", "Rides", "Bank"),
    ("Inventory", "Restaurant", "Barista", "Warehouse", "FeedBuilder", "Matching"),
    ("Payment", "Cashier", "Till", "Billing", "SearchIndexer"),
    ("Shipping", "Delivery", "Kitchen", "Courier", "CDN", "Driver"),
    ("Email", "Notification", "Display"),
    ("Loyalty", "Rewards", "Customers", "Pricing"),
    ("Analytics",),
)
KNOWN = {name: place for place, names in enumerate(_PLACES) for name in names}
"""Service → its place; the last place is grey."""


def hues(names: Sequence[str]) -> dict[str, int]:
    """Return name → place of its colour, for the services of one picture in the order given."""
    taken = [KNOWN[name] for name in names if name in KNOWN]
    free = iter([place for place in range(GREY) if place not in taken])
    return {name: KNOWN[name] if name in KNOWN else next(free, GREY) for name in dict.fromkeys(names)}
