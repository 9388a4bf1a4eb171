MISCONCEPTION = ""
FAILS = "one to six minutes, from 0 to 60"
SAYS = "'0' is not a number of minutes, but a text"

answer = ["0", "4", "8"]
