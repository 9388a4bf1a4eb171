MISCONCEPTION = "the content is the member"
FAILS = "an edited post is there once, and where it was"
SAYS = "Which part of a post never changes?"

answer = {
    "PostCreated": ["ZADD feed:{follower} {at} {content}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {at} {content}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": [],
}
