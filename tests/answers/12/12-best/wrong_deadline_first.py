MISCONCEPTION = "in time is enough"
FAILS = "every pushed post is out in time, and the work is least then"
SAYS = "pushes five posts a day"


def best(authors, loads, limit_s):
    late = [f for f, _ in authors if f > limit_s * 100_000]
    if late:
        return min(late)
    lines = [f for f, _ in authors] + [10**12]
    return min(lines, key=lambda line: sum(f * (p if f < line else loads) for f, p in authors))


answer = best
