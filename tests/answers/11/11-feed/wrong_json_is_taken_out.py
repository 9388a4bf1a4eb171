"""An edit takes out the JSON of now."""

MISCONCEPTION = "the content is the member"
FAILS = "an edited post is there once, and where it was"
SAYS = "that is no list of ids"


feed = {
    "PostCreated": ["ZADD feed:{follower} {at} {post_data}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZREM feed:{follower} {post_data}", "ZADD feed:{follower} {at} {post_data}"],
    "PostDeleted": ["ZREM feed:{follower} {post_data}"],
}


answer = feed
