MISCONCEPTION = "only the newest is mailed"
FAILS = "mail: it holds, and nothing cheaper does"
SAYS = "somebody has no mail"

answer = {"mail": "version"}
