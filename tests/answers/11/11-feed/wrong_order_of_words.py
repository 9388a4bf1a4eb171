MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "wants a number where none stands"

answer = {
    "PostCreated": ["ZADD {at} feed:{follower} {post_id}"],
    "PostEdited": ["ZADD {at} feed:{follower} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
