MISCONCEPTION = "what came between changes nothing"
FAILS = "afterwards something is wrong"
SAYS = "another message came"

answer = ["r2", "p5!", "r3", "p5"]
