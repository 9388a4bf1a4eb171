MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "there is no event 'PostPublished'"

answer = {"PostPublished": ["ZADD feed:{follower} {at} {post_id}"]}
