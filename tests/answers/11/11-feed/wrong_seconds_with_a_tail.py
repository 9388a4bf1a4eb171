MISCONCEPTION = ""
FAILS = "newest first within one second, too"
SAYS = "feed:123 shows 9, 10, expected 10, 9"

answer = {
    "PostCreated": [
        "ZADD feed:{follower} {timestamp}.{at} {post_id}",
        "ZREMRANGEBYRANK feed:{follower} 0 -51",
    ],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
