MISCONCEPTION = "nobody looked in between"
FAILS = "nobody has the machine, and Grace was told: sold out"
SAYS = "Grace came when all was over"

answer = ["Ada"]
