"""A table of (field, new value) that is read from top to bottom."""

STYLE = "A new status is a new row. A fact that depends on two fields at once fits no row."

TABLE = (
    ("status", "accepted", "order.accepted"),
    ("status", "cancelled", "order.cancelled"),
    ("status", "picked up", "order.picked_up"),
    ("status", "delivered", "order.delivered"),
    ("address", "", "order.redirected"),
)


def facts(before, after):
    return [
        name for field, value, name in TABLE if before[field] != after[field] and value in (after[field], "")
    ]


answer = facts
