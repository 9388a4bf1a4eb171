"""Every line is tried, and the best one kept."""

STYLE = "Each step can be printed and looked at; more lines, and a variable that is None at first."


def best(authors, loads, limit_s):
    found = None
    for line in [f for f, _ in authors] + [10**12]:
        pushed = [a for a in authors if a[0] < line]
        pulled = [a for a in authors if a[0] >= line]
        if any(f > limit_s * 100_000 for f, _ in pushed):
            continue
        work = sum(f * p for f, p in pushed) + loads * sum(f for f, _ in pulled)
        if found is None or work < found[0]:
            found = work, line
    return found[1]


answer = best
