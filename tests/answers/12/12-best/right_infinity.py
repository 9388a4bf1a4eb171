"""A float for a line that is above all."""

import math


def best(authors, loads, limit_s):
    lines = sorted(f for f, _ in authors) + [math.nextafter(max(f for f, _ in authors), math.inf)]
    work = {}
    for line in lines:
        if all(f / 100_000 <= limit_s for f, _ in authors if f < line):
            work[line] = sum(f * (loads if f >= line else p) for f, p in authors)
    return min(work, key=work.get)


answer = best
