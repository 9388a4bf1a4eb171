MISCONCEPTION = "dearer than needed"
FAILS = "till and light switch: it holds, and nothing cheaper does"
SAYS = "the message's id is there already"

answer = {
    "paid ids": "nothing",
    "till": "request key",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
