MISCONCEPTION = "each author for themselves"
FAILS = "without a limit in its way, the work is least"
SAYS = "There is one line"


def best(authors, loads, limit_s):
    return min((f for f, posts in authors if posts > loads), default=10**12)


answer = best
