MISCONCEPTION = "deletes the whole feed"
FAILS = "a deleted post is gone"
SAYS = "Take one member away"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": ["DEL feed:{follower}"],
}
