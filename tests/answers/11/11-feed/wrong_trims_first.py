MISCONCEPTION = "trims before it adds"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "Add, then cut"

answer = {
    "PostCreated": ["ZREMRANGEBYRANK feed:{follower} 0 -50", "ZADD feed:{follower} {at} {post_id}"],
    "PostEdited": ["ZREMRANGEBYRANK feed:{follower} 0 -50", "ZADD feed:{follower} {at} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
