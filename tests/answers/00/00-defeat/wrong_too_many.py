MISCONCEPTION = "more is worse"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "6 deliveries, expected at most 4"
answer = ["A", "B", "C", "A", "B", "C"]
