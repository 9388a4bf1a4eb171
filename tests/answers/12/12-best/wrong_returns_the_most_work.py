"""Looks for the line and gives back the work; and of the lines the dearest."""

MISCONCEPTION = ""
FAILS = "without a limit in its way, the work is least"
SAYS = "nobody is pulled"


def best(authors, loads, limit_s):
    def work(line):
        return sum(followers * (loads if followers >= line else posts) for followers, posts in authors)

    return max(work(line) for line in [followers for followers, _ in authors] + [max(authors)[0] + 1])


answer = best
