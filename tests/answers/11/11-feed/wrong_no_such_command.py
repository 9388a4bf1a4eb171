"""A command that does not exist takes nothing away, no whole feed either."""

MISCONCEPTION = ""
FAILS = "a deleted post is gone"
SAYS = "Redis has no command ZDEL"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZDEL feed:{follower} {post_id}"],
}
