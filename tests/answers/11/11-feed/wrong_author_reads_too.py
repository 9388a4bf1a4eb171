"""Followers and the author. That is one thing wrong, and it is told once."""

MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "PASS newest first within one second, too"


feed = {
    "PostCreated": [
        "ZADD feed:{follower} {at} {post_id}",
        "ZADD feed:{user_id} {at} {post_id}",
        "ZREMRANGEBYRANK feed:{follower} 0 -51",
        "ZREMRANGEBYRANK feed:{user_id} 0 -51",
    ],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}", "ZREM feed:{user_id} {post_id}"],
}


answer = feed
