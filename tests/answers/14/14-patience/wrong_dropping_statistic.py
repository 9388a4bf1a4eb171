MISCONCEPTION = "late planes never left"
FAILS = "statistic: in the end its numbers add up to all 838 planes"
SAYS = "Dropped is not late"


answer = {
    "board": (0, "correct"),
    "statistic": (60, "drop"),
    "invoice": (840, "drop"),
}
