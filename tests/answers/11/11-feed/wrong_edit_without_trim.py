MISCONCEPTION = "off by one"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "holds 51 entries"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
