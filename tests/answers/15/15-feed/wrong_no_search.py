"""Everything but search."""

from companion.scenarios.social_schema import DDL

MISCONCEPTION = "a search needs no index"
FAILS = "search finds Paris, and only it"
SAYS = "nobody answers: questions has no search"


def scale(n):
    posts = n["users"] * n["posts_per_user"] / 86_400
    return {
        "posts_per_s": posts,
        "peak_writes_per_s": posts * n["followers"] * n["peak"],
        "peak_reads_per_s": n["users"] * n["loads_per_user"] * n["peak"] / 86_400,
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "celebrity_s": n["celebrity"] / n["builder_per_s"],
    }


put = ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"]
answer = {
    "write": ["posts", "followers"],
    "tables": list(DDL),
    "sync": {
        "feed": {"PostCreated": put, "PostEdited": put, "PostDeleted": ["ZREM feed:{follower} {post_id}"]},
        "likes": {"PostLiked": ["SADD likes:{post_id} {user_id}"]},
    },
    "questions": {
        "feed": "ZRANGE feed:{reader} 0 49 REV",
        "likes": "SCARD likes:{post_id}",
    },
    "may_be_late": ["feed", "search", "likes"],
    "numbers": scale,
}
