MISCONCEPTION = "closed is closed"
FAILS = "board: a number when the hour ends, and later planes are counted"
SAYS = "another line"


answer = {
    "board": (0, "drop"),
    "statistic": (0, "drop"),
    "invoice": (0, "drop"),
}
