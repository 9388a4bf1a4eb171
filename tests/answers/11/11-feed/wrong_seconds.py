MISCONCEPTION = "whole seconds"
FAILS = "newest first within one second, too"
SAYS = "a finer time among the names"

answer = {
    "PostCreated": ["ZADD feed:{follower} {timestamp} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostEdited": ["ZADD feed:{follower} {timestamp} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
