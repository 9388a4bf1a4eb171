MISCONCEPTION = "somebody must be pulled"
FAILS = "where nobody is worth pulling, nobody is"
SAYS = "it pulls nobody"


def best(authors, loads, limit_s):
    def work(line):
        return sum(f * (posts if f < line else loads) for f, posts in authors)

    def slow(line):
        return max((f for f, _ in authors if f < line), default=0) / 100_000

    lines = [f for f, _ in authors]
    return min((line for line in lines if slow(line) <= limit_s), key=work)


answer = best
