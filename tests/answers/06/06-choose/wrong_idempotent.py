MISCONCEPTION = "idempotent, so nothing"
FAILS = "address: it holds, and nothing cheaper does"
SAYS = "Twice in a row changes nothing"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "nothing",
    "told twice": "request key",
    "mail": "request key",
}
