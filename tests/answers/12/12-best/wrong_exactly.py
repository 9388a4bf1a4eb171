MISCONCEPTION = "in time is too late"
FAILS = "every pushed post is out in time, and the work is least then"
SAYS = "exactly is in time"


def best(authors, loads, limit_s):
    def work(line):
        return sum(f * (posts if f < line else loads) for f, posts in authors)

    def slow(line):
        return max((f for f, _ in authors if f < line), default=0) / 100_000

    lines = [f for f, _ in authors] + [10**12]
    return min((line for line in lines if slow(line) < limit_s), key=work)


answer = best
