MISCONCEPTION = "more than one post is timed"
FAILS = "every pushed post is out in time, and the work is least then"
SAYS = "for one post of one author"


def best(authors, loads, limit_s):
    def work(line):
        return sum(f * (p if f < line else loads) for f, p in authors)

    def fan_out(line):
        return max([0] + [f * p for f, p in authors if f < line])

    lines = [f for f, _ in authors] + [10**12]
    return min((line for line in lines if fan_out(line) <= limit_s * 100_000), key=work)


answer = best
