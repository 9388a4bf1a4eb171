"""Whoever copies the command from the text cuts the feed of 123 alone."""

MISCONCEPTION = ""
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "feed:124 holds 61 entries"


feed = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:123 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}


answer = feed
