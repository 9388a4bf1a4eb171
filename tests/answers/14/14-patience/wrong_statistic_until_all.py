MISCONCEPTION = "the statistic waits for all"
FAILS = "statistic: all 19 hours by 09:00, in at most 100 lines"
SAYS = "Cancelled is silence"


answer = {
    "board": (0, "correct"),
    "statistic": ("until all", "correct"),
    "invoice": (840, "drop"),
}
