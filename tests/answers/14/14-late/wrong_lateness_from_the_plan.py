from datetime import timedelta

MISCONCEPTION = "late by its own plan"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "not when the plane should have left"


def report(departures, lateness_min):
    late, lines = timedelta(minutes=lateness_min), []
    by_hour = {}
    for planned, left in departures:
        by_hour.setdefault(planned.replace(minute=0), []).append((planned, left))
    for hour, planes in by_hour.items():
        in_time = sum(left < planned + late for planned, left in planes)
        lines += [(hour, in_time)] * (in_time > 0)
        lines += [(hour, count) for count in range(in_time + 1, len(planes) + 1)]
    return lines


answer = report
