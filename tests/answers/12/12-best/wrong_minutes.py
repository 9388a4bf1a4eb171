MISCONCEPTION = "no deadline"
FAILS = "every pushed post is out in time, and the work is least then"
SAYS = "or not as seconds"


def best(authors, loads, limit_s):
    fs = sorted(f for f, _ in authors)

    def work(line):
        return sum(f * loads if f >= line else f * p for f, p in authors)

    def slow(line):
        return max((f for f in fs if f < line), default=0) / 100_000

    lines = fs + [fs[-1] + 1]
    return min((line for line in lines if slow(line) <= limit_s * 60), key=work)


answer = best
