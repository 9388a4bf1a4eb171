MISCONCEPTION = "the case already handled"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "the one case the colleague thought of"
answer = ["A", "A"]
