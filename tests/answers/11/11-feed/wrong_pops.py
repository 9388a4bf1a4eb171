MISCONCEPTION = "deletes by place"
FAILS = "a deleted post is gone"
SAYS = "Name the member"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": ["ZPOPMAX feed:{follower}"],
}
