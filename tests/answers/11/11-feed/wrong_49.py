MISCONCEPTION = "off by one"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "-50 the fiftieth newest"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -50"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -50"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
