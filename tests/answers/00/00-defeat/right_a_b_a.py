"""One order, another one, and the first again."""

STYLE = "Each of the three is needed: take one away and the till is right."

answer = ["A", "B", "A"]
