MISCONCEPTION = "the author's own feed"
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "Bob reads nothing"

answer = {
    "PostCreated": ["ZADD feed:{user_id} {at} {post_id}", "ZREMRANGEBYRANK feed:{user_id} 0 -51"],
    "PostEdited": ["ZADD feed:{user_id} {at} {post_id}", "ZREMRANGEBYRANK feed:{user_id} 0 -51"],
    "PostDeleted": ["ZREM feed:{user_id} {post_id}"],
}
