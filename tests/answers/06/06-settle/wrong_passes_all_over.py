"""`continue` at A: nobody has paid, and that is not told as if all had."""

MISCONCEPTION = ""
FAILS = "undisturbed, m1 came twice: each order paid once, nothing left"
SAYS = "order-42 has paid nothing"


answer = {"A": "continue", "D": "reject"}
