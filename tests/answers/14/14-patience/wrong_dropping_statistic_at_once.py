MISCONCEPTION = "late planes never left"
FAILS = "statistic: in the end its numbers add up to all 838 planes"
SAYS = "fewer planes than flew"


answer = {
    "board": (0, "correct"),
    "statistic": (0, "drop"),
    "invoice": (840, "drop"),
}
