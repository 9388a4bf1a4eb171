MISCONCEPTION = "a board that waits"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "number that still grows"


answer = {
    "board": (60, "correct"),
    "statistic": (60, "correct"),
    "invoice": (60, "correct"),
}
