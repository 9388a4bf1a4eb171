MISCONCEPTION = "a message that nobody sent"
FAILS = "a broker could do it: known ids, and who was struck comes again"
SAYS = "as they were printed"

answer = ["r2", "p7!", "p2", "p7"]
