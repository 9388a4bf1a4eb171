MISCONCEPTION = "a board that waits"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "People stand in front of it now"


answer = {
    "board": (60, "correct"),
    "statistic": (60, "correct"),
    "invoice": (840, "drop"),
}
