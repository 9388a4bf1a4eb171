MISCONCEPTION = "belt and braces"
FAILS = "paid ids: it holds, and nothing cheaper does"
SAYS = "The set *is* the memory"

answer = {"paid ids": "request key"}
