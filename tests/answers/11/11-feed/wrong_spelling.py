MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "Redis has no command ZAD"

answer = {
    "PostCreated": ["ZAD feed:{follower} {at} {post_id}"],
    "PostEdited": ["ZAD feed:{follower} {at} {post_id}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
