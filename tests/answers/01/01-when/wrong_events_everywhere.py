MISCONCEPTION = "events everywhere"
FAILS = "b  the placed order and the card"
SAYS = "An event has no reply"

answer = dict.fromkeys(["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2", "e1", "e2", "f1", "f2"], "events")
