MISCONCEPTION = "a crowd"
FAILS = "one to six minutes, from 0 to 60"
SAYS = "Two customers are enough"

answer = [0, 1, 2, 3, 4, 5, 6, 7]
