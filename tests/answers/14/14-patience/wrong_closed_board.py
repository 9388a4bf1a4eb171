MISCONCEPTION = "closed is closed"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "late is not wrong"


answer = {
    "board": (0, "drop"),
    "statistic": (60, "correct"),
    "invoice": (840, "drop"),
}
