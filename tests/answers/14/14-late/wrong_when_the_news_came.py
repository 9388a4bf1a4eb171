MISCONCEPTION = "counts when the news came"
FAILS = "the last number of each hour adds up to all planes that left"
SAYS = "whenever they were meant to be"


def report(departures, lateness_min):
    counts = {}
    for planned, left in departures:
        hour = left.replace(minute=0)
        counts[hour] = counts.get(hour, 0) + 1
    return list(counts.items())


answer = report
