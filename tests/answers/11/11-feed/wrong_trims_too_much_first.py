MISCONCEPTION = "trims before it adds"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "one too many"

answer = {
    "PostCreated": ["ZREMRANGEBYRANK feed:{follower} 0 -51", "ZADD feed:{follower} {at} {post_id}"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
