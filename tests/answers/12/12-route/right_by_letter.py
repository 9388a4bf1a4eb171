"""One model for each question."""

STYLE = "Read beside the questions, row by row; a ninth question is one more row."

answer = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
