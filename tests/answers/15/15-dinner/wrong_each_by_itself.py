"""Each event has a service, and each waits for the customer: no event is heard by anybody."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = ""
FAILS = "at least four services, and nobody is in charge"
SAYS = "nobody hears anybody"

NAMES = [*QUOTED[1]["events"][:-1], "PaymentDeclined", "InventoryReleased"]
answer = {
    "events": NAMES,
    "reactions": [("a customer orders", f"{name}Service", name) for name in NAMES],
    "undo": ["InventoryReleased"],
    "promise": "OrderDelivered",
    "critical": ["OrderDelivered"],
    "later": ["OrderPlacedService"],
}
