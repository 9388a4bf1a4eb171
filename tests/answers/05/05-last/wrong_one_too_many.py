MISCONCEPTION = "more than it takes"
FAILS = "no shorter list does it"
SAYS = "Which moves come after that"

answer = ["Ada", "Grace", "Ada"]
