MISCONCEPTION = "an invoice is a number on a board"
FAILS = "invoice: no hour is invoiced twice"
SAYS = "A second invoice"


answer = {
    "board": (0, "correct"),
    "statistic": (60, "correct"),
    "invoice": (0, "correct"),
}
