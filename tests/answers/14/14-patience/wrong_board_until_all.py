MISCONCEPTION = "the board waits for all"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "waits for ever"


answer = {
    "board": ("until all", "correct"),
    "statistic": (60, "correct"),
    "invoice": (840, "drop"),
}
