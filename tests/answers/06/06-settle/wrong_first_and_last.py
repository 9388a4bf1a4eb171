MISCONCEPTION = "settles twice"
FAILS = "undisturbed, m1 came twice: each order paid once, nothing left"
SAYS = "A delivery is settled once, one way"

answer = {"A": "acknowledge", "D": "reject", "E": "acknowledge"}
