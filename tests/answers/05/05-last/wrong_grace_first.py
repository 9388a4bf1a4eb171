MISCONCEPTION = "Grace comes first"
FAILS = "nobody has the machine, and Grace was told: sold out"
SAYS = "Let her look while Ada holds the machine"

answer = ["Grace", "Ada"]
