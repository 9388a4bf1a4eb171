MISCONCEPTION = "a return before the ticket"
FAILS = "afterwards something is wrong"
SAYS = "before there is a ticket"

answer = ["r1", "p1!", "t1", "p1"]
