MISCONCEPTION = "longer than it must be"
FAILS = "no shorter list does it"
SAYS = "already at the second event"


answer = ["fee", "deposit", "deposit"]
