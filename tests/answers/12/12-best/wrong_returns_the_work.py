"""The least work, not its line."""

MISCONCEPTION = ""
FAILS = "without a limit in its way, the work is least"
SAYS = "followers on nobody is pulled"


def best(authors, loads, limit_s):
    fs = [f for f, _ in authors]
    ok = [each for each in fs + [max(fs) + 1] if all(f / 100_000 <= limit_s for f in fs if f < each)]
    return min(sum(f * loads if f >= line else f * p for f, p in authors) for line in ok)


answer = best
