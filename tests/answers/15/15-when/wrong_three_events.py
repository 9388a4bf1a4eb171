"""The page is made of three answers by event."""

MISCONCEPTION = "three events for one page"
FAILS = "e  the auction and the page"
SAYS = "Three late answers make no page"

answer = {
    "a1": "events", "a2": "http",
    "b1": "events", "b2": "http",
    "c1": "events", "c2": "crud",
    "d1": "transaction", "d2": "events",
    "e1": "events", "e2": "events",
    "f1": "events", "f2": "transaction",
}  # fmt: skip
