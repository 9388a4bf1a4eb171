from datetime import timedelta

MISCONCEPTION = "drops the late"
FAILS = "the last number of each hour adds up to all planes that left"
SAYS = "never left, says your table"


def report(departures, lateness_min):
    wait, counts = timedelta(hours=1, minutes=lateness_min), {}
    for planned, left in departures:
        hour = planned.replace(minute=0)
        if left < hour + wait:
            counts[hour] = counts.get(hour, 0) + 1
    return list(counts.items())


answer = report
