"""The least of the lines that keep the limit."""

STYLE = "Says what is wanted, in one line at the end; each line of it walks through all authors."


def best(authors, loads, limit_s):
    def work(line):
        return sum(f * (posts if f < line else loads) for f, posts in authors)

    def slow(line):
        return max((f for f, _ in authors if f < line), default=0) / 100_000

    lines = [f for f, _ in authors] + [max(f for f, _ in authors) + 1]
    return min((line for line in lines if slow(line) <= limit_s), key=work)


answer = best
