MISCONCEPTION = "nobody deletes"
FAILS = "a deleted post is gone"
SAYS = "stays in every feed"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": [],
}
