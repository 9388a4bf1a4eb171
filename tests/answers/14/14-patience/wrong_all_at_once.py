MISCONCEPTION = "no patience at all"
FAILS = "statistic: all 19 hours by 09:00, in at most 100 lines"
SAYS = "a line of its own"


answer = {
    "board": (0, "correct"),
    "statistic": (0, "correct"),
    "invoice": (0, "correct"),
}
