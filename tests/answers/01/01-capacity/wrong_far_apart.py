MISCONCEPTION = "nobody queues"
FAILS = "somebody queues, and events serve the last one no earlier"
SAYS = "come closer"

answer = [0, 10, 20, 30]
