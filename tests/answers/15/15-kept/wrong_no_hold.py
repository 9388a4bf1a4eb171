MISCONCEPTION = "no hold, no letter"
FAILS = "afterwards something is wrong"
SAYS = "Who has to ask first?"

answer = ["p5!", "r2", "p5"]
