"""The newspaper asks for goals."""

MISCONCEPTION = "polling for what one is told"
FAILS = "a  the goals and the score"
SAYS = "It wants to be told"

answer = {
    "a1": "http", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "gateway",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
