MISCONCEPTION = "a board that waits"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "need not wait"


answer = {
    "board": (840, "drop"),
    "statistic": (840, "drop"),
    "invoice": (840, "drop"),
}
