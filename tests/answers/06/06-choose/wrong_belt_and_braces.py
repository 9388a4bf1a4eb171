MISCONCEPTION = "belt and braces"
FAILS = "paid ids: it holds, and nothing cheaper does"
SAYS = "The set *is* the memory"

answer = {
    "paid ids": "inbox",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
