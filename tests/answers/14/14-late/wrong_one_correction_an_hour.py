from datetime import timedelta

MISCONCEPTION = "one correction for all"
FAILS = "each late plane has a line of its own"
SAYS = "each late plane"


def report(departures, lateness_min):
    wait, by_hour, lines = timedelta(hours=1, minutes=lateness_min), {}, []
    for planned, left in departures:
        by_hour.setdefault(planned.replace(minute=0), []).append(left)
    for hour, lefts in by_hour.items():
        in_time = sum(left < hour + wait for left in lefts)
        lines.append((hour, in_time))
        if in_time < len(lefts):
            lines.append((hour, len(lefts)))
    return lines


answer = report
