MISCONCEPTION = "a single customer"
FAILS = "somebody queues, and events serve the last one no earlier"
SAYS = "meets an empty shop"

answer = [7]
