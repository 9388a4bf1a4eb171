MISCONCEPTION = "trims the newest"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "-1 is the newest"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 50 -1"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 50 -1"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
