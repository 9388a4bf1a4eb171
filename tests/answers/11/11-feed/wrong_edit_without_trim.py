MISCONCEPTION = "an edit adds, too"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "Whatever adds must cut"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
