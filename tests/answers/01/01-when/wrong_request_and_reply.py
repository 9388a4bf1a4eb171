MISCONCEPTION = "request and reply over events"
FAILS = "a  the receipt and the basket"
SAYS = "HTTP with a queue in the middle"

answer = {
    "a1": "events",
    "a2": "events",
    "b1": "events",
    "b2": "http",
    "c1": "events",
    "c2": "crud",
    "d1": "transaction",
    "d2": "events",
    "e1": "events",
    "e2": "gateway",
    "f1": "events",
    "f2": "transaction",
}
