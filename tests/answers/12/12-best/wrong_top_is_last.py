MISCONCEPTION = ""
FAILS = "where nobody is worth pulling, nobody is"
SAYS = "from 50,000,000 followers on"


def best(authors, loads, limit_s):
    def work(line):
        return sum(f * (posts if f < line else loads) for f, posts in authors)

    lines = [f for f, _ in authors] + [authors[-1][0] + 1]
    fit = [t for t in lines if all(f <= limit_s * 100_000 for f, _ in authors if f < t)]
    return min(fit, key=work)


answer = best
