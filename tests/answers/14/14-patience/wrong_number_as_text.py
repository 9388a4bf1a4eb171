MISCONCEPTION = ""
FAILS = "statistic: all 19 hours by 09:00, in at most 100 lines"
SAYS = "there is no lateness '60'"

answer = {"board": (0, "correct"), "statistic": ("60", "correct"), "invoice": (840, "drop")}
