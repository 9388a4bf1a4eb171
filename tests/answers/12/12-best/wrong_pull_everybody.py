MISCONCEPTION = "pull everybody"
FAILS = "without a limit in its way, the work is least"
SAYS = "Nothing is written when somebody posts"


def best(authors, loads, limit_s):
    def work(line):
        return sum(f * (posts if f < line else loads) for f, posts in authors)

    def slow(line):
        return max((f for f, _ in authors if f < line), default=0) / 100_000

    lines = [min(f for f, _ in authors)]
    return min((line for line in lines if slow(line) <= limit_s), key=work)


answer = best
