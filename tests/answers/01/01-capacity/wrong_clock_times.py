MISCONCEPTION = "clock times"
FAILS = "one to six minutes, from 0 to 60"
SAYS = "five past the hour is 5"

answer = ["9:00", "9:05"]
