"""The right list in small letters."""

MISCONCEPTION = "another name"
FAILS = "a list of orders that exist, and the till is wrong afterwards"
SAYS = 'You probably mean order "B": write its name exactly so'


answer = ["b", "c", "b"]
