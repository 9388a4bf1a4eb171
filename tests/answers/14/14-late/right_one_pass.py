from datetime import timedelta

STYLE = "one pass, each line as soon as it can be known; it carries its open hours along"


def report(departures, lateness_min):
    wait = timedelta(hours=1, minutes=lateness_min)
    counts, open_hours, lines = {}, [], []
    for planned, left in departures:
        for hour in [each for each in open_hours if left >= each + wait]:
            open_hours.remove(hour)
            lines.append((hour, counts[hour]))
        hour = planned.replace(minute=0)
        counts[hour] = counts.get(hour, 0) + 1
        if left >= hour + wait:
            lines.append((hour, counts[hour]))
        elif hour not in open_hours:
            open_hours.append(hour)
    return lines + [(hour, counts[hour]) for hour in open_hours]


answer = report
