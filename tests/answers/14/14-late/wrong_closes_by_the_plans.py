from datetime import timedelta

MISCONCEPTION = "the planes' plans close the hour"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "a fine design, and another rule"


def report(departures, lateness_min):
    wait, counts, newest, lines = timedelta(hours=1, minutes=lateness_min), {}, None, []
    for planned, left in departures:
        hour = planned.replace(minute=0)
        counts[hour] = counts.get(hour, 0) + 1
        newest = max(newest or planned, planned)
        if newest >= hour + wait:
            lines.append((hour, counts[hour]))
    first = {}
    for hour, count in lines:
        first.setdefault(hour, count - 1)
    return [(hour, first.get(hour, counts[hour])) for hour in counts if first.get(hour, 1)] + lines


answer = report
