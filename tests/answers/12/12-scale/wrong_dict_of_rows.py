MISCONCEPTION = ""
FAILS = "posts and reads a second, on average"
SAYS = "raised TypeError"


def scale(n):
    posts = sum(row["posts"] for row in n["authors"])
    return {"posts_per_s": posts}


answer = scale
