MISCONCEPTION = "followers without posts"
FAILS = "without a limit in its way, the work is least"
SAYS = "how often they post"


def best(authors, loads, limit_s):
    def work(line):
        return sum(f if f < line else f * loads for f, posts in authors)

    def slow(line):
        return max((f for f, _ in authors if f < line), default=0) / 100_000

    lines = [f for f, _ in authors] + [10**12]
    return min((line for line in lines if slow(line) <= limit_s), key=work)


answer = best
