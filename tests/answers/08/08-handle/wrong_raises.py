MISCONCEPTION = "tells the customer"
FAILS = "somebody pays $100 in, in between: Ada gets her $400 all the same"
SAYS = "It is no answer for a person"

answer = list("ckbhdfni")
