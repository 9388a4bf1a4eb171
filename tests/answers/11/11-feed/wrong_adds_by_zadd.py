"""ZADD with INCR adds."""

MISCONCEPTION = "adds scores"
FAILS = "an event comes twice: the same feeds"
SAYS = "so does ZADD with INCR"

answer = {
    "PostCreated": ["ZADD feed:{follower} INCR {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
