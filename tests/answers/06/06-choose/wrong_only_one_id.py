MISCONCEPTION = "told twice, one id"
FAILS = "told twice: it holds, and nothing cheaper does"
SAYS = "two messages with two ids"

answer = {"told twice": "inbox"}
