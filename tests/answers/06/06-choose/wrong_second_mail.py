MISCONCEPTION = "nobody minds a second mail"
FAILS = "mail: it holds, and nothing cheaper does"
SAYS = "Ada has two mails"

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "nothing",
}
