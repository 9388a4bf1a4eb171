MISCONCEPTION = "newest wins, everywhere"
FAILS = "paid ids: it holds, and nothing cheaper does"
SAYS = "order-42 was dropped"

answer = {
    "paid ids": "version",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
