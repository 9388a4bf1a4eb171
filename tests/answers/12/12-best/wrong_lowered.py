"""The least work of all lines, then lowered until it is in time."""

MISCONCEPTION = ""
FAILS = "every pushed post is out in time, and the work is least then"
SAYS = "from 5,000,000 followers on"


def best(authors, loads, limit_s):
    fs = sorted(f for f, _ in authors)

    def work(line):
        return sum(f * loads if f >= line else f * p for f, p in authors)

    def slow(line):
        return max((f for f in fs if f < line), default=0) / 100_000

    lines = fs + [fs[-1] + 1]
    line = min(lines, key=work)
    while slow(line) > limit_s:
        line = lines[lines.index(line) - 1]
    return line


answer = best
