MISCONCEPTION = "told twice, one version"
FAILS = "told twice: it holds, and nothing cheaper does"
SAYS = "not what is the same"

answer = {"told twice": "version"}
