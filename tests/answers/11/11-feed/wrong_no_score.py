"""All have the score 0: it is not the id that is their score."""

MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "feed:123 shows 9, 8, 5"


feed = {
    "PostCreated": ["ZADD feed:{follower} 0 {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}


answer = feed
