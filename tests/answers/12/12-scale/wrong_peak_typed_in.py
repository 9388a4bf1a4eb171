MISCONCEPTION = "the peak of the example"
FAILS = "writes into feeds, on average and at the peak"
SAYS = "You typed the 3"


def scale(n):
    posts = sum(many * each for many, _, each in n["authors"]) / 86_400
    writes = sum(many * followers * each for many, followers, each in n["authors"]) / 86_400
    return {
        "posts_per_s": posts,
        "reads_per_s": n["users"] * n["loads_per_user"] / 86_400,
        "writes_per_s": writes,
        "peak_writes_per_s": writes * 3,
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "media_tb_per_day": posts * 86_400 * n["media_bytes"] / 1e12,
    }


answer = scale
