MISCONCEPTION = "only the newest is mailed"
FAILS = "mail: it holds, and nothing cheaper does"
SAYS = "somebody has no mail"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "version",
}
