"""A letter is missing in a name."""

MISCONCEPTION = ""
FAILS = "posts and reads a second, on average"
SAYS = "there is 'post_per_s'"


def scale(n):
    posts = sum(m * e for m, f, e in n["authors"]) / 86400
    writes = sum(m * f * e for m, f, e in n["authors"]) / 86400
    return {
        "post_per_s": posts,
        "reads_per_s": n["users"] * n["loads_per_user"] / 86400,
        "writes_per_s": writes,
        "peak_writes_per_s": writes * n["peak"],
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "media_tb_per_day": posts * 86400 * n["media_bytes"] / 1e12,
    }


answer = scale
