from datetime import timedelta

MISCONCEPTION = "the lateness is not used"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "whatever lateness is asked for"


def report(departures, lateness_min):
    hours = {}
    for planned, left in departures:
        hours.setdefault(planned.replace(minute=0), []).append(left)
    out = []
    for hour, lefts in hours.items():
        n = sum(x < hour + timedelta(minutes=60) for x in lefts)
        out += [(hour, k) for k in range(max(n, 1), len(lefts) + 1)]
    return out


answer = report
