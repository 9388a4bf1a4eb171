MISCONCEPTION = "looks too late"
FAILS = "nobody has the machine, and Grace was told: sold out"
SAYS = "She must look one move earlier"

answer = ["Ada", "Ada", "Grace"]
