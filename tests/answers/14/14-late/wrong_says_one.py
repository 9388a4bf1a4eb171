"""Every late plane has its line, and each of them says 1."""

from datetime import timedelta

MISCONCEPTION = ""
FAILS = "the last number of each hour adds up to all planes that left"
SAYS = "the highest numbers of the hours add up to 706"


def report(departures, lateness_min):
    counts, lines = {}, []
    for planned, left in departures:
        hour = planned.replace(minute=0)
        if left < hour + timedelta(hours=1, minutes=lateness_min):
            counts[hour] = counts.get(hour, 0) + 1
        else:
            lines.append((hour, 1))
    return [*counts.items(), *lines]


answer = report
