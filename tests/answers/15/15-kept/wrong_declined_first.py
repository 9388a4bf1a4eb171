MISCONCEPTION = "declined before the letter"
FAILS = "afterwards something is wrong"
SAYS = "the hold was gone already"

answer = ["r2", "p2", "p5!", "p5"]
