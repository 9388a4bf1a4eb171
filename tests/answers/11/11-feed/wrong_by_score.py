MISCONCEPTION = ""
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "feed:123 holds 61 entries"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYSCORE feed:{follower} 0 50"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYSCORE feed:{follower} 0 50"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
