MISCONCEPTION = "acknowledges only what is new"
FAILS = "undisturbed, m1 came twice: each order paid once, nothing left"
SAYS = "A repeat is dealt with too"

answer = {"B": "acknowledge"}
