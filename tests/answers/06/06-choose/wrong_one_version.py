MISCONCEPTION = "told twice, one version"
FAILS = "told twice: it holds, and nothing cheaper does"
SAYS = "not what is the same"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "version",
    "mail": "request key",
}
