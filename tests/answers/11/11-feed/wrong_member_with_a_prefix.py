MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "'post:5', 'post:9', 'post:8'"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} post:{post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} post:{post_id}"],
    "PostDeleted": ["ZREM feed:{follower} post:{post_id}"],
}
