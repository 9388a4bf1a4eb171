"""Each author counts once, not their followers."""

MISCONCEPTION = "each author for themselves"
FAILS = "without a limit in its way, the work is least"
SAYS = "weighs as much"


def best(authors, loads, limit_s):
    fs = sorted(f for f, _ in authors)

    def work(line):
        return sum(f * loads if f >= line else f * p for f, p in authors)

    def slow(line):
        return max((f for f in fs if f < line), default=0) / 100_000

    lines = fs + [fs[-1] + 1]

    def weight(line):
        return sum(loads if f >= line else p for f, p in authors)

    return min((line for line in lines if slow(line) <= limit_s), key=weight)


answer = best
