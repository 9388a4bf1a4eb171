"""From the greatest down, and stops at the first who is not worth pulling."""

MISCONCEPTION = ""
FAILS = "every pushed post is out in time, and the work is least then"
SAYS = "a small one posts most"


def best(authors, loads, limit_s):
    fs = sorted(f for f, _ in authors)

    def work(line):
        return sum(f * loads if f >= line else f * p for f, p in authors)

    def slow(line):
        return max((f for f in fs if f < line), default=0) / 100_000

    lines = fs + [fs[-1] + 1]
    line = fs[-1] + 1
    for f, p in sorted(authors, reverse=True):
        if p > loads or f > limit_s * 100_000:
            line = f
        else:
            break
    return line


answer = best
