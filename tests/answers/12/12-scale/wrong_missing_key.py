MISCONCEPTION = ""
FAILS = "posts and reads a second, on average"
SAYS = "posts_per_s is not there"


def scale(n):
    return {"posts": 1, "reads_per_s": 2}


answer = scale
