"""A time to live is no length."""

MISCONCEPTION = "a post is added, and nothing is cut"
FAILS = "a feed holds the newest fifty, and no more"
SAYS = "the feed itself grows for ever"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "EXPIRE feed:{follower} 86400"],
    "PostEdited": [],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
