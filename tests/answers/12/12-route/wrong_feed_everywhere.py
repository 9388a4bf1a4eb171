MISCONCEPTION = "a feed is for everything new"
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "It has no words, hearts or pictures"

answer = dict.fromkeys(["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"], "feed")
