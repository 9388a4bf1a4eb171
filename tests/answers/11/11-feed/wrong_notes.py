MISCONCEPTION = "the content is the member"
FAILS = "an edited post is there once, and where it was"
SAYS = "the old entry stays"

answer = {
    "PostCreated": ["ZADD feed:{follower} {timestamp} {post_data}"],
    "PostEdited": ["ZADD feed:{follower} {timestamp} {post_data}"],
    "PostDeleted": [],
}
