"""How often they look is left out."""

MISCONCEPTION = ""
FAILS = "without a limit in its way, the work is least"
SAYS = "from 20,000 followers on"


def best(authors, loads, limit_s):
    fs = [f for f, _ in authors]
    ok = [each for each in fs + [max(fs) + 1] if all(f / 100_000 <= limit_s for f in fs if f < each)]
    return min(ok, key=lambda line: sum(f if f >= line else f * p for f, p in authors))


answer = best
