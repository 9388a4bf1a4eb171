MISCONCEPTION = "off by one"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "ends just before it"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -52"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -52"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
