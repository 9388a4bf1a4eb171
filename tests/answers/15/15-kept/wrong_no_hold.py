MISCONCEPTION = "no hold, no letter"
FAILS = "afterwards something is wrong"
SAYS = "Which messages have to come before it?"

answer = ["p5!", "r2", "p5"]
