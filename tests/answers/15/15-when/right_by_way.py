"""Sorted by way: events first, then what is simpler."""

STYLE = "Shows at a glance that half of them are events. A pair is no longer seen as one."

answer = {
    **dict.fromkeys(("a1", "b1", "c1", "d2", "e1", "f1"), "events"),
    **dict.fromkeys(("a2", "b2"), "gRPC"),
    **dict.fromkeys(("d1", "f2"), "Transaction"),
    "c2": "CRUD",
    "e2": "API gateway",
}
