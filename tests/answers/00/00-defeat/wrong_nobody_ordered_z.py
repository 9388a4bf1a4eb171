MISCONCEPTION = "faults invent orders"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = 'Nobody placed an order "Z"'
answer = ["A", "B", "Z"]
