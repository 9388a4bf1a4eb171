"""Plain requests: nothing is disguised, and the linter says what they are."""

MISCONCEPTION = ""
FAILS = "every name is an event and says what happened"
SAYS = "AcceptOrder: the linter calls it command"

NAMES = {
    "accepted": "AcceptOrder",
    "picked up": "PickUpOrder",
    "delivered": "DeliverOrder",
    "cancelled": "CancelOrder",
}


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append(NAMES[after["status"]])
    if before["address"] != after["address"]:
        found.append("ChangeAddress")
    return found


answer = facts
