"""The quiet day with a crash: another buyer's ticket is returned in between."""

MISCONCEPTION = "what came between changes nothing"
FAILS = "afterwards something is wrong"
SAYS = "the repeat decided as before"

answer = ["r1", "r2", "r3", "r4", "p1", "p2", "p3!", "t1", "p4", "p5", "p3"]
