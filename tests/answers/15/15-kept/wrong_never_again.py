MISCONCEPTION = "it never came again"
FAILS = "a broker could do it: known ids, and who was struck comes again"
SAYS = "play it once more"

answer = ["r2", "p5!", "p2"]
