MISCONCEPTION = "an edit takes the post away"
FAILS = "an edited post is there once, and where it was"
SAYS = "put none back"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZREM feed:{follower} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
