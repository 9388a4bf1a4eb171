MISCONCEPTION = "a number from a talk"
FAILS = "where nobody is worth pulling, nobody is"
SAYS = "One line for every world"


def best(authors, loads, limit_s):
    return 1_000_000


answer = best
