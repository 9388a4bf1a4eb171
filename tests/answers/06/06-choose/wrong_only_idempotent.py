MISCONCEPTION = "idempotent, so nothing"
FAILS = "address: it holds, and nothing cheaper does"
SAYS = "Twice in a row changes nothing"

answer = {"address": "nothing"}
