MISCONCEPTION = "the airline flies for free"
FAILS = "invoice: as it goes out, no plane is missing"
SAYS = "invoiced once"


answer = {
    "board": (0, "correct"),
    "statistic": (60, "correct"),
    "invoice": (0, "drop"),
}
