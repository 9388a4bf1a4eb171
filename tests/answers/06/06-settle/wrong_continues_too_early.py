"""`continue` at B leaves the block before E: what went well is settled only when it comes again."""

MISCONCEPTION = ""
FAILS = "undisturbed, m1 came twice: each order paid once, nothing left"
SAYS = "nothing failed, and m1 came once more: neither acknowledged nor rejected the first time"


answer = {"B": "continue", "D": "reject", "E": "acknowledge"}
