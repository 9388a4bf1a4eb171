MISCONCEPTION = "a sum survives repeats"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "it counted twice"

answer = {
    "paid ids": "nothing",
    "till": "nothing",
    "light switch": "nothing",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
