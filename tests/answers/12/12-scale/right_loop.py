"""One loop over the authors, all of it by the day."""

STYLE = "The authors are walked through once, and both sums stand side by side; more lines."

DAY = 24 * 60 * 60


def scale(n):
    posts = writes = 0.0
    for many, followers, each in n["authors"]:
        posts += many * each
        writes += many * each * followers
    found = {"posts_per_s": posts / DAY, "writes_per_s": writes / DAY}
    found["reads_per_s"] = n["users"] * n["loads_per_user"] / DAY
    found["peak_writes_per_s"] = n["peak"] * found["writes_per_s"]
    found["feed_gb"] = n["users"] * n["kept"] * n["entry_bytes"] / 10**9
    found["media_tb_per_day"] = posts * n["media_bytes"] / 10**12
    return found


answer = scale
