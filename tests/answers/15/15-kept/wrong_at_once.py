MISCONCEPTION = "again at once"
FAILS = "afterwards something is wrong"
SAYS = "decided the same"

answer = ["r2", "p5!", "p5", "p2"]
