MISCONCEPTION = "a list"
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "ZRANGE asks a sorted set"

answer = {
    "PostCreated": ["LPUSH feed:{follower} {post_id}", "LTRIM feed:{follower} 0 49"],
    "PostEdited": [],
    "PostDeleted": ["LREM feed:{follower} 0 {post_id}"],
}
