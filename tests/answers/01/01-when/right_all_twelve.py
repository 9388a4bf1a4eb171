"""Row by row, as the table asks."""

STYLE = "Each row turns on one question: does anybody need the answer before they can go on?"

answer = {
    "a1": "events",
    "a2": "http",
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
