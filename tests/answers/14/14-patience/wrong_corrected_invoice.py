MISCONCEPTION = "an invoice is a number on a board"
FAILS = "invoice: no hour is invoiced twice"
SAYS = "must wait for the first"


answer = {
    "board": (0, "correct"),
    "statistic": (60, "correct"),
    "invoice": (60, "correct"),
}
