"""The twelve, pair by pair."""

STYLE = "Each twin beside the other, so that the word that decides is in sight."

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
