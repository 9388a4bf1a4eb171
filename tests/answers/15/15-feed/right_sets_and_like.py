"""Feeds of 800, likes as sets, and a search that reads a plain table with LIKE."""

STYLE = (
    "The simplest commands that do it: a set counts each liker once, and LIKE needs no index of words. It "
    "costs a search that reads every post: fine for a town, not for half a billion."
)

TABLES = """
CREATE TABLE posts (
    post_id BIGSERIAL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    content TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE followers (
    following_id BIGINT NOT NULL,
    follower_id BIGINT NOT NULL,
    PRIMARY KEY (following_id, follower_id)
);
"""


def numbers(n):
    day = 24 * 60 * 60
    told = {"posts_per_s": n["users"] * n["posts_per_user"] / day}
    told["peak_writes_per_s"] = told["posts_per_s"] * n["followers"] * n["peak"]
    told["peak_reads_per_s"] = n["users"] * n["loads_per_user"] / day * n["peak"]
    told["feed_gb"] = n["users"] * n["kept"] * n["entry_bytes"] / 1_000_000_000
    told["celebrity_s"] = n["celebrity"] / n["builder_per_s"]
    return told


say = "INSERT OR REPLACE INTO said VALUES ({post_id}, {content})"
answer = {
    "write": ["posts", "followers"],
    "tables": TABLES,
    "sync": {
        "feed": {
            "PostCreated": ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -801"],
            "PostDeleted": "ZREM feed:{follower} {post_id}",
        },
        "search": {
            "PostCreated": say,
            "PostEdited": say,
            "PostDeleted": "DELETE FROM said WHERE post_id = {post_id}",
        },
        "likes": {"PostLiked": "SADD likes:{post_id} {user_id}"},
    },
    "index_tables": "CREATE TABLE said (post_id INTEGER PRIMARY KEY, content TEXT)",
    "questions": {
        "feed": "ZREVRANGE feed:{reader} 0 49",
        "search": "SELECT post_id FROM said WHERE ' ' || content || ' ' LIKE '% {words} %'",
        "likes": "SCARD likes:{post_id}",
    },
    "may_be_late": ("feed", "likes", "search"),
    "numbers": numbers,
}
