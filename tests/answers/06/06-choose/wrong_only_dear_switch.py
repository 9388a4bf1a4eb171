MISCONCEPTION = "dearer than needed"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "the message's id is there already"

answer = {"till": "inbox", "light switch": "request key"}
