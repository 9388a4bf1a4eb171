MISCONCEPTION = "one author of each kind"
FAILS = "posts and reads a second, on average"
SAYS = "how many there are"


def scale(n):
    posts = sum(each for _, _, each in n["authors"]) / 86_400
    writes = sum(f * each for _, f, each in n["authors"]) / 86_400
    return {
        "posts_per_s": posts,
        "reads_per_s": n["users"] * n["loads_per_user"] / 86_400,
        "writes_per_s": writes,
        "peak_writes_per_s": writes * n["peak"],
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "media_tb_per_day": posts * 86_400 * n["media_bytes"] / 1e12,
    }


answer = scale
