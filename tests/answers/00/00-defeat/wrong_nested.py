MISCONCEPTION = "no list of names"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "something of type list"
answer = [["A", "B", "A"]]
