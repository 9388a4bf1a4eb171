MISCONCEPTION = "the board waits for all"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "send no event"


answer = {
    "board": ("until all", "drop"),
    "statistic": ("until all", "drop"),
    "invoice": ("until all", "drop"),
}
