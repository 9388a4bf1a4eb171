MISCONCEPTION = "version for sums"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "skipped as old"

answer = {"till": "inbox", "light switch": "version"}
