MISCONCEPTION = "score and member swapped"
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "the time, then the post"

answer = {
    "PostCreated": ["ZADD feed:{follower} {post_id} {at}"],
    "PostEdited": ["ZADD feed:{follower} {post_id} {at}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
