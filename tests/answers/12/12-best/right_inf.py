"""Infinity is greater than all of them."""

from math import inf


def best(authors, loads, limit_s):
    lines = [followers for followers, _ in authors] + [inf]
    fit = [line for line in lines if all(f <= 100_000 * limit_s for f, _ in authors if f < line)]
    return min(fit, key=lambda line: sum(f * (p if f < line else loads) for f, p in authors))


answer = best
