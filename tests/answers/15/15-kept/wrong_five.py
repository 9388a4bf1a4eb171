MISCONCEPTION = "more than it takes"
FAILS = "and no schedule is shorter"
SAYS = "which step could be left out"

answer = ["r1", "r2", "p5!", "p2", "p5"]
