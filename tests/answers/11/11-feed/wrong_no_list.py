MISCONCEPTION = ""
FAILS = "newest first, in whatever order the posts arrive"
SAYS = "at PostCreated there is something else"

answer = {"PostCreated": 7, "PostEdited": [], "PostDeleted": []}
