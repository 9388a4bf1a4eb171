from collections import Counter

MISCONCEPTION = ""
FAILS = "the last number of each hour adds up to all planes that left"
SAYS = "wanted is a list of lines (hour, count)"


def report(departures, lateness_min):
    return list(Counter(planned.hour for planned, _ in departures).items())


answer = report
