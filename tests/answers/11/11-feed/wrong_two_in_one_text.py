MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "one text is one command"

answer = {
    "PostCreated": "ZADD feed:{follower} {at} {post_id}; ZREMRANGEBYRANK feed:{follower} 0 -51",
    "PostEdited": "ZADD feed:{follower} {at} {post_id}; ZREMRANGEBYRANK feed:{follower} 0 -51",
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
