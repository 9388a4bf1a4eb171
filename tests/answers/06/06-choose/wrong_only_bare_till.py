MISCONCEPTION = "a sum survives repeats"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "it counted twice"

answer = {"till": "nothing"}
