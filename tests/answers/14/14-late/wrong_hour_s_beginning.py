from datetime import timedelta

MISCONCEPTION = "closes at its beginning"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "begins, not when it ends"


def report(departures, lateness_min):
    wait, by_hour, lines = timedelta(minutes=lateness_min), {}, []
    for planned, left in departures:
        by_hour.setdefault(planned.replace(minute=0), []).append(left)
    for hour, lefts in by_hour.items():
        in_time = sum(left < hour + wait for left in lefts)
        lines += [(hour, in_time)] * (in_time > 0)
        lines += [(hour, count) for count in range(in_time + 1, len(lefts) + 1)]
    return lines


answer = report
