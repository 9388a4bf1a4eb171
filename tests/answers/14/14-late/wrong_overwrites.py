MISCONCEPTION = "overwrites"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "no trace of the change"


def report(departures, lateness_min):
    counts = {}
    for planned, left in departures:
        hour = planned.replace(minute=0)
        counts[hour] = counts.get(hour, 0) + 1
    return list(counts.items())


answer = report
