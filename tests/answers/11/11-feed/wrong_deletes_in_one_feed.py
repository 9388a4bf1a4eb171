MISCONCEPTION = ""
FAILS = "a deleted post is gone"
SAYS = "feed:124 shows"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": ["ZREM feed:123 {post_id}"],
}
