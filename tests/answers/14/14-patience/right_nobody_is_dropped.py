STYLE = "the invoice could be corrected, and on this day never is; another day it may be sent twice"


answer = {
    "board": (0, "correct"),
    "statistic": (60, "correct"),
    "invoice": (840, "correct"),
}
