from datetime import timedelta

MISCONCEPTION = "the closing moment is in time"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "at that very moment"


def report(departures, lateness_min):
    wait, by_hour, lines = timedelta(hours=1, minutes=lateness_min), {}, []
    for planned, left in departures:
        by_hour.setdefault(planned.replace(minute=0), []).append(left)
    for hour, lefts in by_hour.items():
        in_time = sum(left <= hour + wait for left in lefts)
        lines += [(hour, in_time)] * (in_time > 0)
        lines += [(hour, count) for count in range(in_time + 1, len(lefts) + 1)]
    return lines


answer = report
