MISCONCEPTION = "the invoice waits for all"
FAILS = "invoice: as it goes out, no plane is missing"
SAYS = "Wait a stated time"


answer = {
    "board": (0, "correct"),
    "statistic": (60, "correct"),
    "invoice": ("until all", "correct"),
}
