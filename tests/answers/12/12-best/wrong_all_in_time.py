MISCONCEPTION = "the deadline alone"
FAILS = "without a limit in its way, the work is least"
SAYS = "Only limit_s is used"


def best(authors, loads, limit_s):
    return limit_s * 100_000 + 1


answer = best
