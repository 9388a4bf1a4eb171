MISCONCEPTION = "version for sums"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "skipped as old"

answer = {
    "paid ids": "nothing",
    "till": "version",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
