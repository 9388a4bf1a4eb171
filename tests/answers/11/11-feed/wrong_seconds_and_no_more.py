"""The stub with an id for the content: what is wrong when told once is not told again of what comes twice."""

MISCONCEPTION = ""
FAILS = "newest first within one second, too"
SAYS = "not judged: each told once, the feed is wrong already"


feed = {"PostCreated": ["ZADD feed:{follower} {timestamp} {post_id}"], "PostEdited": [], "PostDeleted": []}


answer = feed
