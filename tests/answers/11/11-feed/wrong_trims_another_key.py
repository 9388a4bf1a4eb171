"""Something is cut after each ZADD, under another key."""

MISCONCEPTION = ""
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "feed:123 holds 61 entries"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
