from datetime import timedelta

STYLE = "hour by hour, with all planes known: short, and only possible when the day is over"


def report(departures, lateness_min):
    wait, by_hour, lines = timedelta(hours=1, minutes=lateness_min), {}, []
    for planned, left in departures:
        by_hour.setdefault(planned.replace(minute=0), []).append(left)
    for hour, lefts in by_hour.items():
        in_time = sum(left < hour + wait for left in lefts)
        lines += [(hour, in_time)] * (in_time > 0)
        lines += [(hour, count) for count in range(in_time + 1, len(lefts) + 1)]
    return lines


answer = report
