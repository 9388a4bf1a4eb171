"""Acknowledged and rejected at B: the error undoes the payment, so it is not about a repeat."""

MISCONCEPTION = ""
FAILS = "undisturbed, m1 came twice: each order paid once, nothing left"
SAYS = "order-42 has paid nothing"


answer = {"B": "acknowledge, reject", "E": "acknowledge"}
