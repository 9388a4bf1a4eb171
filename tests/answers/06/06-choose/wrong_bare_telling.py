MISCONCEPTION = "told twice, no memory"
FAILS = "told twice: it holds, and nothing cheaper does"
SAYS = "nobody remembered the first"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "nothing",
    "mail": "request key",
}
