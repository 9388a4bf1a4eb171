MISCONCEPTION = "outside the hour"
FAILS = "one to six minutes, from 0 to 60"
SAYS = "opens in minute 0"

answer = [-5, 0, 1]
