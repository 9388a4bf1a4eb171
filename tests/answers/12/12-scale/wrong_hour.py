MISCONCEPTION = "an hour for a day"
FAILS = "posts and reads a second, on average"
SAYS = "3,600 seconds are an hour"


def scale(n):
    posts = sum(many * each for many, _, each in n["authors"]) / 3_600
    writes = sum(many * followers * each for many, followers, each in n["authors"]) / 3_600
    return {
        "posts_per_s": posts,
        "reads_per_s": n["users"] * n["loads_per_user"] / 3_600,
        "writes_per_s": writes,
        "peak_writes_per_s": writes * n["peak"],
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "media_tb_per_day": posts * 86_400 * n["media_bytes"] / 1e12,
    }


answer = scale
