MISCONCEPTION = "no repeat"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "Nothing repeats"
answer = ["A", "B"]
