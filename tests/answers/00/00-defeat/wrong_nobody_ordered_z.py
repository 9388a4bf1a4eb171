MISCONCEPTION = "faults invent orders"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "Nobody ordered Z"
answer = ["A", "B", "Z"]
