MISCONCEPTION = ""
FAILS = "nobody has the machine, and Grace was told: sold out"
SAYS = "and no"


answer = ["ada", "grace"]
