MISCONCEPTION = "knows repeats, so keeps order"
FAILS = "address: it holds, and nothing cheaper does"
SAYS = "does not know *older*"

answer = {"address": "request key"}
