MISCONCEPTION = "several in one text"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "quotes of its own"
answer = ["A B A"]
