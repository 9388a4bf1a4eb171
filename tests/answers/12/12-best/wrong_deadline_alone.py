MISCONCEPTION = "the deadline alone"
FAILS = "without a limit in its way, the work is least"
SAYS = "Only limit_s is used"


def best(authors, loads, limit_s):
    late = [f for f, _ in authors if f > limit_s * 100_000]
    return min(late, default=10**12)


answer = best
