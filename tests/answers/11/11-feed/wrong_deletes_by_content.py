MISCONCEPTION = ""
FAILS = "a deleted post is gone"
SAYS = "there is no {content} here"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": ["ZREM feed:{follower} {content}"],
}
