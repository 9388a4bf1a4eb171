"""By the attribute that is there."""

STYLE = "Works for every event that says order_id. An event with both would be keyed by the ride."


def key(event):
    return getattr(event, "ride_id", None) or event.order_id


answer = key
