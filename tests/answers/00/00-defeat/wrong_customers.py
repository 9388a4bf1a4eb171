MISCONCEPTION = "another name"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = 'You probably mean order "A"'
answer = ["Ada", "Ben", "Ada"]
