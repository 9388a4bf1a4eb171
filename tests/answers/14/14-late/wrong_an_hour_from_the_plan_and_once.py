"""A plane is late an hour after its own plan, and an hour has one line for all of these."""

from datetime import timedelta

MISCONCEPTION = ""
FAILS = "the last number of each hour adds up to all planes that left"
SAYS = "the highest numbers of the hours add up to"


def report(departures, lateness_min):
    counts, late = {}, []
    for planned, left in departures:
        hour = planned.replace(minute=0)
        if left < planned + timedelta(minutes=60 + lateness_min):
            counts[hour] = counts.get(hour, 0) + 1
        else:
            late.append(hour)
    lines = list(counts.items())
    for hour in dict.fromkeys(late):
        counts[hour] = counts.get(hour, 0) + 1
        lines.append((hour, counts[hour]))
    return lines


answer = report
