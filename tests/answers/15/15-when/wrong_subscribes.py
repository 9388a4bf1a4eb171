"""The app subscribes to the score."""

MISCONCEPTION = "a subscription to a question"
FAILS = "a  the goals and the score"
SAYS = "The app asks once"

answer = {
    "a1": "events", "a2": "events",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
