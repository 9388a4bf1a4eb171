MISCONCEPTION = "told twice, no memory"
FAILS = "told twice: it holds, and nothing cheaper does"
SAYS = "nobody remembered the first"

answer = {"told twice": "nothing"}
