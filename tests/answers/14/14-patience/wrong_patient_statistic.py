MISCONCEPTION = "patience until the last one"
FAILS = "statistic: all 19 hours by 09:00, in at most 100 lines"
SAYS = "fourteen hours for one plane"


answer = {
    "board": (0, "correct"),
    "statistic": (840, "drop"),
    "invoice": (840, "drop"),
}
