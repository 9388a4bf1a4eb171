MISCONCEPTION = "adds scores"
FAILS = "an event comes twice: the same feeds"
SAYS = "a repeat changes nothing"

answer = {
    "PostCreated": ["ZINCRBY feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
