"""A time with the id behind it is longer for longer ids."""

MISCONCEPTION = ""
FAILS = "an event comes twice: the same feeds"
SAYS = "each told once, 9 is deleted: feed:123 shows"

answer = {
    "PostCreated": [
        "ZADD feed:{follower} {timestamp}{post_id} {post_id}",
        "ZREMRANGEBYRANK feed:{follower} 0 -51",
    ],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
