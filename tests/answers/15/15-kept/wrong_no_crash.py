MISCONCEPTION = "repeats and order will do"
FAILS = "afterwards something is wrong"
SAYS = "Something has to come between"

answer = ["r2", "p5", "p2", "p5"]
