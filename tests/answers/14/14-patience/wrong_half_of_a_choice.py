from companion.exercises.todo import TODO

MISCONCEPTION = ""
FAILS = "invoice: no hour is invoiced twice"
SAYS = "half of it is not chosen yet"

answer = {"board": (0, "correct"), "statistic": (60, "correct"), "invoice": (840, TODO)}
