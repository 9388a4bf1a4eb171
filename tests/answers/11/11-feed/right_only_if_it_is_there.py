answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} XX {at} {post_id}"],
    "PostDeleted": "zrem feed:{follower} {post_id}",
}
