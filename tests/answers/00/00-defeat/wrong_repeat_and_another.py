"""The repeat comes at once, and something after it."""

MISCONCEPTION = "the case already handled"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = "Caught: the repeat came straight after the first, the one case the"


answer = ["A", "A", "B"]
