MISCONCEPTION = ""
FAILS = "without a limit in its way, the work is least"
SAYS = "from 3 followers on"


def best(authors, loads, limit_s):
    posts = sum(p for _, p in authors) / len(authors)

    def work(line):
        return sum(f * (posts if f < line else loads) for f, _ in authors)

    def in_time(line):
        return all(f <= limit_s * 100_000 for f, _ in authors if f < line)

    lines = sorted(f for f, _ in authors) + [10**12]
    return min(filter(in_time, lines), key=work)


answer = best
