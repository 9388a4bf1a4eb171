"""One feed, called follower."""

MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "there is a key feed:follower"


feed = {
    "PostCreated": ["ZADD feed:follower {at} {post_id}", "ZREMRANGEBYRANK feed:follower 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:follower {post_id}"],
}


answer = feed
