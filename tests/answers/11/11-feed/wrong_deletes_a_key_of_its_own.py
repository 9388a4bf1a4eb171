"""A key with the id in it is not the feed."""

MISCONCEPTION = ""
FAILS = "a deleted post is gone"
SAYS = "feed:123 shows 31, 461, 460"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["DEL feed:{follower}:{post_id}"],
}
