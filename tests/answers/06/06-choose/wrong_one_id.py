MISCONCEPTION = "told twice, one id"
FAILS = "told twice: it holds, and nothing cheaper does"
SAYS = "two messages with two ids"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "inbox",
    "mail": "request key",
}
