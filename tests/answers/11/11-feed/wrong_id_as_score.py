MISCONCEPTION = "the id is the score"
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "*when* it was posted"

answer = {
    "PostCreated": ["ZADD feed:{follower} {post_id} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {post_id} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
