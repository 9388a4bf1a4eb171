MISCONCEPTION = "a line for every plane"
FAILS = "the first number of each hour is what was known when it closed"
SAYS = "nothing ever closes"


def report(departures, lateness_min):
    counts, lines = {}, []
    for planned, _ in departures:
        hour = planned.replace(minute=0)
        counts[hour] = counts.get(hour, 0) + 1
        lines.append((hour, counts[hour]))
    return lines


answer = report
